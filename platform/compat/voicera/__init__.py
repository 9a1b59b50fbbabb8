"""The voicera contract: campaigns, call logs, analytics; enveloped, with skip and limit."""
