package dev.interlock.policy.scenario;

import org.junit.jupiter.api.Test;

/** A rejected batch is not done in parts without anybody hearing of it. */
class RejectedBatchTest {

    private static final String BUNDLE = """
        interlock: v1
        name: batch
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          high: {independence: line, on-conflict: hold, on-missing: hold}
        objects:
          invoice: {}
          vendor: {}
        server: erp
        tools:
          pay:
            duty: invoice.pay
            on: {invoice: 'args.payments[*].invoice'}
            amount: {value: 'args.payments[*].amount', unit: EUR}
          send:
            duty: vendor.send
            on: {vendor: args.vendor}
            values: {payee: 'args.payees[*]'}
          mail: {duty: vendor.mail, on: {vendor: 'args.vendors[*]'}}
        intents: {work: {goal: Pay, allow: [invoice.pay, vendor.send, vendor.mail]}}
        rules:
          - {id: R-1, title: No more than two at a time, forbid: {duty: invoice.pay, when: 'size(args.payments) > 2'}}
          - {id: R-2, title: No more than two at a time, forbid: {duty: vendor.send, when: 'size(args.payees) > 2'}}
          - {id: R-3, title: No more than two at a time, forbid: {duty: vendor.mail, when: 'size(args.vendors) > 2'}}
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
          eve: {owner: a, root: true}
          bob: {owner: b, root: true}
        people:
          dana: {owner: d}
        scenarios:
          - name: A story
            steps:
              - {open: t, by: ada, intent: work}
              - {open: u, by: eve, intent: work}
              - {open: v, by: bob, intent: work}
        """;

    private static void plays(String steps) {
        new Played(BUNDLE, CAST).plays(steps);
    }

    @Test
    void aPartOfItIsHeldWithTheRejectionBesideIt() {
        plays("""
            - {call: erp/pay, as: all, by: ada, task: t, args: {payments: [{invoice: i1, amount: 1}, {invoice: i2, amount: 1}, {invoice: i3, amount: 1}]}, expect: {verdict: hold}}
            - {reject: all, by: dana}
            - {call: erp/pay, by: ada, task: t, args: {payments: [{invoice: i1, amount: 1}]}, expect: {verdict: hold, code: rejected}}
            - {call: erp/pay, by: eve, task: u, args: {payments: [{invoice: i3, amount: 7}, {invoice: i4, amount: 1}]}, expect: {verdict: hold, code: rejected}}
            - {call: erp/pay, by: bob, task: v, args: {payments: [{invoice: i1, amount: 1}]}}
            - {call: erp/pay, by: ada, task: t, args: {payments: [{invoice: i4, amount: 1}]}}
            """);
    }

    @Test
    void soIsAPartOfItsValues() {
        plays("""
            - {call: erp/send, as: all, by: ada, task: t, args: {vendor: x, payees: [a, b, c]}, expect: {verdict: hold}}
            - {reject: all, by: dana}
            - {call: erp/send, by: ada, task: t, args: {vendor: x, payees: [b]}, expect: {verdict: hold, code: rejected}}
            - {call: erp/send, by: ada, task: t, args: {vendor: y, payees: [b]}}
            - {call: erp/send, by: ada, task: t, args: {vendor: x, payees: [d]}}
            """);
    }

    @Test
    void whoeverLooksLetsAPartThrough() {
        plays("""
            - {call: erp/mail, as: all, by: ada, task: t, args: {vendors: [x, y, z]}, expect: {verdict: hold}}
            - {reject: all, by: dana}
            - {call: erp/mail, as: part, by: ada, task: t, args: {vendors: [x]}, expect: {verdict: hold, code: rejected}}
            - {approve: part, by: dana}
            - {call: erp/mail, by: ada, task: t, args: {vendors: [x]}}
            - {call: erp/mail, by: ada, task: t, args: {vendors: [x, y, z, w]}, expect: {verdict: deny, code: rejected}}
            """);
    }
}
