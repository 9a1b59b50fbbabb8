"""The sections of the OpenAPI document, in the order in which they are shown."""

TAGS = {
    "Sign-in": "Sign up, sign in, keep a session alive and end it.",
    "Account": "Your own account, its sessions, and an archive of your data.",
    "Workspaces": "A business with its people, its knowledge and its agents.",
    "Members": "Who belongs to a workspace, and in which role.",
    "Invitations": "Asking somebody to join a workspace, and answering to it.",
    "API keys": "Publishable keys, with which a website's widget talks to agents.",
    "Audit log": "Who did what, in a chain that shows when an entry was changed.",
    "Collections": "Named sets of documents, which agents answer from.",
    "Documents": "Files and pages that were read, with their versions and chunks.",
    "Crawls": "Websites whose pages are read as documents, once or on a schedule.",
    "Q&A entries": "Questions with hand-written answers, which are given word for word.",
    "Embedding index": "The model that makes knowledge searchable by meaning.",
    "Search": "The passages that answer a text best, as agents find them.",
    "Providers": "Language models that agents may use.",
    "Agents": "Drafts, versions and the appearance of what answers visitors.",
    "Agent tests": "Questions to an agent with what is expected of the answers, and their runs.",
    "Conversations": "The inbox: read along, take over, reply, hand back and close.",
    "Escalations": "Visitors who asked for a human.",
    "Analytics": "Questions that agents could not answer.",
    "Widget": "What a visitor's browser calls, with an API key instead of an account.",
}
