"""The voicera contract: campaigns, call logs, analytics: enveloped, skip and limit."""
