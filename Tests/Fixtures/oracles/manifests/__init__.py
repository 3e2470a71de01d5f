"""What reads emitted Kubernetes manifests as a cluster does, and reports where they are wrong.

Every checker is a function from a `Folder` to faults, one a line; no fault is an empty list. `python -m manifests` runs
them for the tests, `damages` holds a table of what each of them must refuse.
"""
