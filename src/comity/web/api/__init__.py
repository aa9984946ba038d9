"""Typed endpoints under /api/, for programs: the same queries and acts as the pages, in JSON.

shapes: what is answered; places, matters, memory: the operations; refusing: errors as JSON; middleware: language, cache
and whatever is refused before an operation is reached; description: the OpenAPI document, and a page of it.
"""
