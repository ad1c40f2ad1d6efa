// Pays vendors, as Go's encoding/json reads objects: names match without case, and the last one wins. Usage: lenient EFFECTS
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params struct {
		ProtocolVersion string          `json:"protocolVersion"`
		Arguments       json.RawMessage `json:"arguments"`
	} `json:"params"`
}

type payment struct {
	Vendor any         `json:"vendor_id"`
	Amount json.Number `json:"amount"`
}

const schema = `{"type":"object","properties":{"vendor_id":{"type":["string","integer"]},"amount":{"type":["string","number"]}},"required":["vendor_id","amount"]}`

func pay(arguments json.RawMessage) (string, bool) {
	var p payment
	if err := json.Unmarshal(arguments, &p); err != nil {
		return err.Error(), false
	}
	text := fmt.Sprint(p.Vendor)
	if number, isNumber := p.Vendor.(float64); isNumber {
		text = strconv.FormatFloat(number, 'f', -1, 64)
	}
	vendor, err := strconv.Atoi(text)
	if err != nil {
		return err.Error(), false
	}
	amount, err := p.Amount.Float64()
	if err != nil {
		return err.Error(), false
	}
	effect, _ := json.Marshal(map[string]string{
		"server": "go", "vendor": strconv.Itoa(vendor), "amount": strconv.FormatFloat(amount, 'f', -1, 64)})
	file, err := os.OpenFile(os.Args[1], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err.Error(), false
	}
	defer file.Close()
	fmt.Fprintln(file, string(effect))
	return "paid", true
}

func answer(m message) any {
	switch m.Method {
	case "initialize":
		return map[string]any{
			"protocolVersion": m.Params.ProtocolVersion,
			"capabilities":    map[string]any{"tools": map[string]any{}},
			"serverInfo":      map[string]string{"name": "lenient-go", "version": "1"},
		}
	case "tools/list":
		tool := map[string]any{"name": "pay", "description": "Pays a vendor", "inputSchema": json.RawMessage(schema)}
		return map[string]any{"tools": []any{tool}}
	case "tools/call":
		text, paid := pay(m.Params.Arguments)
		content := []any{map[string]string{"type": "text", "text": text}}
		return map[string]any{"content": content, "isError": !paid}
	default:
		return map[string]any{}
	}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var m message
		if json.Unmarshal(in.Bytes(), &m) != nil || m.ID == nil {
			continue
		}
		reply, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": answer(m)})
		fmt.Println(string(reply))
	}
}
