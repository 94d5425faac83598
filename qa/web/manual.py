"""The page that describes the routes for programs, made of their OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem; font: 16px/1.6 system-ui, sans-serif; }
h2 { margin-top: 2.5rem; font-size: 1.1rem; }
code, pre { font-family: ui-monospace, monospace; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
tr { border-bottom: 1px solid color-mix(in srgb, currentcolor 20%, transparent); }
"""


def describe(router: APIRouter) -> APIRouter:
    """Return the routes of the description of a router: /api as a page, /api/openapi.json."""
    described = get_openapi(title="Ask the articles", version="1", routes=router.routes)
    page = _page(described)
    manual = APIRouter(prefix="/api")

    @manual.get("", response_class=HTMLResponse, include_in_schema=False)
    async def shown() -> str:
        return page

    @manual.get("/openapi.json", include_in_schema=False)
    async def told() -> dict[str, Any]:
        return described

    return manual


def _page(described: dict[str, Any]) -> str:
    title = escape(described["info"]["title"])
    routes = "".join(
        _route(path, method, route)
        for path, methods in described["paths"].items()
        for method, route in methods.items()
    )
    schemas = described["components"]["schemas"].items()
    objects = "".join(_object(name, schema) for name, schema in schemas)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1>"
        '<p>The same as <a href="/api/openapi.json">OpenAPI</a>.</p>'
        f"{routes}<h1>Objects</h1>{objects}</html>"
    )


def _route(path: str, method: str, route: dict[str, Any]) -> str:
    body = route.get("requestBody", {}).get("content", {}).get("application/json", {})
    answer = route["responses"]["200"]["content"]["application/json"]["schema"]
    takes = [
        (one["name"], one["schema"], one.get("required", False), one.get("description", ""))
        for one in route.get("parameters", [])
    ]
    takes += [("body", body["schema"], True, "")] if body else []
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(route.get('description', ''))} Gives <code>{escape(_type(answer))}</code>.</p>"
        f"<table>{''.join(_rows(takes))}</table>"
    )


def _object(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    fields = [
        (field, about, field in required, about.get("description", ""))
        for field, about in schema.get("properties", {}).items()
    ]
    told, rows = escape(schema.get("description", "")), "".join(_rows(fields))
    return f"<h2><code>{escape(name)}</code></h2><p>{told}</p><table>{rows}</table>"


def _rows(fields: list[tuple[str, dict[str, Any], bool, str]]) -> Iterator[str]:
    for name, schema, required, told in fields:
        kind = escape(_type(schema) + ("" if required else ", optional"))
        yield (
            f"<tr><td><code>{escape(name)}</code></td><td>{kind}</td><td>{escape(told)}</td></tr>"
        )


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        items = schema.get("items") or {}
        return f"list of {_type(items)}" if items else "list"
    return str(schema.get("format") or schema.get("type") or "any")
