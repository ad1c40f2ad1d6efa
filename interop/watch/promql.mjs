// Reads every expression of the dashboard and of the alert rules with Prometheus' own grammar. A node of error is a failure.
import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { load } from 'js-yaml'

const ops = process.argv[2]
const found = []
const dashboard = JSON.parse(readFileSync(`${ops}/grafana/interlock.json`, 'utf8'))
for (const panel of dashboard.panels) {
  for (const target of panel.targets ?? []) {
    found.push([`${panel.title} ${target.refId}`, target.expr.replaceAll('$__rate_interval', '5m')])
  }
}
for (const group of load(readFileSync(`${ops}/prometheus/alerts.yaml`, 'utf8')).groups) {
  for (const rule of group.rules) found.push([rule.alert, rule.expr])
}

function problem(text) {
  let at = -1
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError && at < 0) at = node.from
    },
  })
  return at < 0 ? '' : `at ${at} of ${text}`
}

for (const wrong of ['sum by (door (x)', 'rate(x[5m)', 'x ==', 'x{a=b}']) {
  if (!problem(wrong)) console.log(`fail the grammar: it takes ${wrong}`)
}
for (const [name, text] of found) {
  const wrong = problem(text)
  console.log(wrong ? `fail expression of ${name}: ${wrong}` : `pass expression of ${name}`)
}
