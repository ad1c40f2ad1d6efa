package dev.interlock.policy.scenario;

import org.junit.jupiter.api.Test;

/** Calls about lists that their servers did in part: what was not done leaves no trace, and what is unclear leaves it all unknown. */
class PartialBatchTest {

    private static final String BUNDLE = """
        interlock: v1
        name: batch
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          high: {independence: line, on-conflict: deny, on-missing: deny}
        objects:
          vendor: {}
          invoice: {of: {vendor: one}}
        server: erp
        tools:
          create: {duty: vendor.create, creates: {vendor: result.id}, risk: high}
          enter: {duty: invoice.enter, creates: {invoice: result.id}, of: {vendor: args.vendor}, risk: high}
          match: {duty: invoice.match, on: {invoice: args.id}, risk: high}
          check: {duty: invoice.check, on: {invoice: args.id}, risk: high}
          pay:
            duty: invoice.pay
            on: {invoice: 'args.payments[*].invoice'}
            values: {payee: 'args.payments[*].iban?'}
            amount: {value: 'args.payments[*].amount', unit: EUR}
            partial:
              done: 'result.items.exists(i, i.invoice == element.invoice && i.status == "paid")'
              undone: 'result.items[index].status == "rejected" && result.items[index].invoice == element.invoice'
            risk: high
        intents:
          work:
            goal: Pay
            allow: [vendor.create, invoice.enter, invoice.match, invoice.check, invoice.pay]
        rules:
          - id: R-MATCH
            title: Each payment takes a match of its own
            require: {for: invoice.pay, done: [{duty: invoice.match, per: invoice, used-once: true}]}
          - id: R-SUM
            title: A bound for each payee
            limit: {of: invoice.pay, per: payee, sum: {max: 100, unit: EUR}}
          - id: R-COUNT
            title: Three payments an agent
            limit: {of: invoice.pay, per: agent, max: 3}
          - id: R-SOD
            title: Whoever checks an invoice does not pay it
            separate: {duties: [invoice.check, invoice.pay], per: invoice}
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
          bob: {owner: b, root: true}
        people:
          vera: {owner: v}
        scenarios:
          - name: A story
            steps:
        """;

    /** Invoices I-1 to I-3 of vendor V-1, each matched once. */
    private static final String BEFORE = """
        - {open: s, by: bob, intent: work}
        - {call: erp/create, by: bob, task: s, result: {id: V-1}}
        - {call: erp/enter, by: bob, task: s, args: {vendor: V-1}, result: {id: I-1}}
        - {call: erp/enter, by: bob, task: s, args: {vendor: V-1}, result: {id: I-2}}
        - {call: erp/enter, by: bob, task: s, args: {vendor: V-1}, result: {id: I-3}}
        - {call: erp/match, by: bob, task: s, args: {id: I-1}}
        - {call: erp/match, by: bob, task: s, args: {id: I-2}}
        - {call: erp/match, by: bob, task: s, args: {id: I-3}}
        - {open: t, by: ada, intent: work}
        """;

    private static void plays(String steps) {
        new Played(BUNDLE, CAST).plays(BEFORE + steps);
    }

    /** Case 15: its match, its amount and its place in the count are free again; those of what was done are not. */
    @Test
    void whatIsProvenUndoneMayBeDoneAgain() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: A, amount: 40}]}
              result: {items: [{invoice: I-1, status: paid}, {invoice: I-2, status: rejected}]}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: B, amount: 1}]}
              expect: {verdict: deny, code: requirement-missing, rule: R-MATCH, key: invoice/I-1}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-2, iban: A, amount: 41}]}
              expect: {verdict: deny, code: limit-exceeded, rule: R-SUM, key: payee/A}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-2, iban: A, amount: 40}, {invoice: I-3, iban: B, amount: 1}]}
              result: {items: [{invoice: I-2, status: paid}, {invoice: I-3, status: paid}]}
            """);
    }

    /** Only what was done counts against the same agent on the invoice itself. */
    @Test
    void whoDidNotPayAnInvoiceMayCheckIt() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: A, amount: 40}]}
              result: {items: [{invoice: I-1, status: paid}, {invoice: I-2, status: rejected}]}
            - {call: erp/check, by: ada, task: t, args: {id: I-2}}
            - {call: erp/check, by: ada, task: t, args: {id: I-1}, expect: {verdict: deny, code: duty-conflict, rule: R-SOD}}
            """);
    }

    /** Case 16: one of which the answer says nothing leaves all of it unknown, the rejected one included. */
    @Test
    void oneUnclearElementLeavesAllUnknown() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: B, amount: 40}]}
              result: {items: [{invoice: I-1, status: pending}, {invoice: I-2, status: rejected}]}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-2, iban: C, amount: 40}]}
              expect: {verdict: deny, code: requirement-missing, rule: R-MATCH, key: invoice/I-2}
            - {call: erp/check, by: ada, task: t, args: {id: I-1}, expect: {verdict: deny, code: duty-conflict, rule: R-SOD}}
            - {call: erp/check, by: ada, task: t, args: {id: I-2}, expect: {verdict: deny, code: duty-conflict, rule: R-SOD}}
            """);
    }

    /** A server that answers in another order proves nothing by places; nor does one that contradicts itself, or says too little. */
    @Test
    void answersThatProveNothing() {
        for (String items : new String[] {
            "[{invoice: I-2, status: rejected}, {invoice: I-1, status: paid}]",
            "[{invoice: I-1, status: paid}]",
            "[{invoice: I-1, status: paid}, {invoice: I-2, status: rejected}, {invoice: I-2, status: paid}]",
            "none"
        }) {
            plays("""
                - call: erp/pay
                  by: ada
                  task: t
                  args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: A, amount: 40}]}
                  result: {items: %s}
                - call: erp/pay
                  by: ada
                  task: t
                  args: {payments: [{invoice: I-2, iban: B, amount: 1}]}
                  expect: {verdict: deny, code: requirement-missing, rule: R-MATCH, key: invoice/I-2}
                """.formatted(items));
        }
    }

    @Test
    void aPersonMaySayWhichPartWasDone() {
        plays("""
            - call: erp/pay
              as: batch
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: A, amount: 40}]}
              outcome: unknown
            - {call: erp/check, by: ada, task: t, args: {id: I-2}, expect: {verdict: deny, code: duty-conflict, rule: R-SOD}}
            - reconcile: batch
              by: vera
              outcome: succeeded
              result: {items: [{invoice: I-1, status: paid}, {invoice: I-2, status: rejected}]}
            - {call: erp/check, by: ada, task: t, args: {id: I-2}}
            - {call: erp/check, by: ada, task: t, args: {id: I-1}, expect: {verdict: deny, code: duty-conflict, rule: R-SOD}}
            """);
    }

    @Test
    void aBatchOfWhichNothingWasDoneFailed() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: A, amount: 40}]}
              result: {items: [{invoice: I-1, status: rejected}, {invoice: I-2, status: rejected}]}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: A, amount: 40}]}
              result: {items: [{invoice: I-1, status: paid}, {invoice: I-2, status: paid}]}
            """);
    }
}
