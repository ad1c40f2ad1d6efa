"""Pays vendors, as Python reads numbers: int() takes signs, zeros, blanks, underscores and the digits of every script.

Usage: python3 lenient.py EFFECTS
"""
import json
import sys
from decimal import Decimal

SCHEMA = {
    "type": "object",
    "properties": {"vendor_id": {"type": ["string", "integer"]}, "amount": {"type": ["string", "number"]}},
    "required": ["vendor_id", "amount"],
}


def amount_of(value):
    """A float, unless the text is an integer to int()."""
    try:
        return Decimal(int(value)) if isinstance(value, str) else Decimal(str(value))
    except ValueError:
        return Decimal(value.strip())


def pay(arguments):
    vendor = int(arguments["vendor_id"])
    amount = amount_of(arguments["amount"])
    with open(sys.argv[1], "a", encoding="utf-8") as effects:
        effects.write(json.dumps({"server": "python", "vendor": str(vendor), "amount": format(amount, "f")}) + "\n")
    return {"content": [{"type": "text", "text": "paid"}]}


def answer(method, params):
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "lenient-python", "version": "1"},
        }
    if method == "tools/list":
        return {"tools": [{"name": "pay", "description": "Pays a vendor", "inputSchema": SCHEMA}]}
    if method == "tools/call":
        try:
            return pay(params.get("arguments", {}))
        except Exception as trouble:  # a tool that fails before it pays
            return {"content": [{"type": "text", "text": str(trouble)}], "isError": True}
    return {}


for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        reply = {"jsonrpc": "2.0", "id": message["id"], "result": answer(message["method"], message.get("params", {}))}
        print(json.dumps(reply), flush=True)
