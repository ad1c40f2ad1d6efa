package dev.interlock.policy.scenario;

import org.junit.jupiter.api.Test;

/** A scenario can expect that a call is denied for what nobody registered. */
class UnknownAttributeTest {

    private static final String BUNDLE = """
        interlock: v1
        name: vendors
        owner: controls@example.com
        independence: {line: [owner, origin]}
        risk:
          high: {independence: line, on-conflict: deny, on-missing: deny}
        objects: {vendor: {}}
        server: erp
        tools:
          create: {duty: vendor.create, creates: {vendor: result.id}}
          pay: {duty: vendor.pay, on: {vendor: args.vendor}}
        intents: {work: {goal: Vendors, allow: [vendor.create, vendor.pay]}}
        rules:
          - {id: AP-1, title: Who creates does not pay, separate: {duties: [vendor.create, vendor.pay], per: vendor}}
        """;

    private static final String CAST = """
        agents:
          clerk: {owner: finance, origin: desk, root: true}
          payer: {owner: treasury, root: true}
        scenarios:
          - name: Somebody without an origin
            steps:
              - {open: t, by: clerk, intent: work}
              - {open: u, by: payer, intent: work}
        """;

    @Test
    void theCodeStandsBesideThatOfTheRule() {
        new Played(BUNDLE, CAST).plays("""
            - {call: erp/create, by: clerk, task: t, args: {}, result: {id: V-1}}
            - {call: erp/pay, by: payer, task: u, args: {vendor: V-1}, expect: {verdict: deny, code: attribute-unknown, rule: AP-1}}
            - {call: erp/pay, by: payer, task: u, args: {vendor: V-1}, expect: {verdict: deny, code: duty-conflict, rule: AP-1}}
            """);
    }
}
