"""The stella contract: workspaces, chats, agent packages: `{"msg": …}`, at the root."""
