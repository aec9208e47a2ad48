"""Whole answers kept in memory, one memory a process, and dropped the moment they are old.

request → middleware.ResponseCache ─ kept in the store → answered, or 304
                                   └ not → one request asks the site, the others wait → store
purging.Reader, every second → what has changed → keys → dropped from the store
"""
