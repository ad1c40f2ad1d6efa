. "$STAGES/stage.sh"
cp -R bundles/accounts-payable old
cp -R bundles/accounts-payable new
# The page's own trace
sed -n '/^```json/,/^```/{/^```/!p}' "$PAGES/docs/replay.md" >trace.jsonl
command interlock demo --data .interlock/data >"$stage/log" 2>&1
cat >log.xes <<'END'
<log xmlns="http://www.xes-standard.org/">
  <trace>
    <string key="concept:name" value="17"/>
    <event><string key="concept:name" value="Enter invoice"/><string key="org:resource" value="ann"/><date key="time:timestamp" value="2026-03-02T09:00:00Z"/></event>
    <event><string key="concept:name" value="Approve payment"/><string key="org:resource" value="ann"/><date key="time:timestamp" value="2026-03-02T09:10:00Z"/></event>
  </trace>
</log>
END
gzip log.xes
cat >log.csv <<'END'
Case ID,Activity,User,Complete Timestamp
17,Enter invoice,ann,2026-03-02 09:00:00
17,Approve payment,bo,2026-03-02 09:10:00
END
found=1 # what would have been stopped, and what differs
