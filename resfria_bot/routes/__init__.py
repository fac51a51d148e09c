"""Routers: how far it is by road, asked over HTTP. Off unless a router is configured."""
