"""The doors: one package per published contract. Delete one, and only it is gone.

Each has a `door.py` that says where it stands and how it speaks (`DOOR`), and its own urls, thin
views and serializers over the services and queries of the apps.
"""
