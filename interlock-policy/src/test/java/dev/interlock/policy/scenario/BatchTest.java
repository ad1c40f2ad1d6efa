package dev.interlock.policy.scenario;

import org.junit.jupiter.api.Test;

/** Calls about lists, from the arguments to the verdict: one decision over all elements. */
class BatchTest {

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
          edit: {duty: vendor.edit, on: {vendor: 'args.ids[*]'}, risk: high}
          pay:
            duty: invoice.pay
            on: {invoice: 'args.payments[*].invoice'}
            check: {vendor: 'args.payments[*].vendor?'}
            values: {payee: 'args.payments[*].iban?'}
            amount: {value: 'args.payments[*].amount', unit: EUR}
            risk: high
          settle: {duty: invoice.settle, on: {invoice: 'args.ids[*]'}, amount: {value: args.amount, unit: EUR}, risk: high}
          look: {duty: vendor.look, on: {vendor: 'args.vendors[*].id'}, risk: high}
          trade: {duty: vendor.trade, on: {vendor: 'args.vendors[*].id'}, risk: high}
        intents:
          work:
            goal: Pay
            allow: [vendor.create, vendor.edit, vendor.look, vendor.trade, invoice.enter, invoice.match, invoice.pay, invoice.settle]
        rules:
          - id: R-SOD
            title: Whoever creates a vendor does not pay it
            separate: {duties: [vendor.create, invoice.pay], per: vendor}
          - id: R-MATCH
            title: A paid invoice was matched
            require: {for: invoice.pay, done: [{duty: invoice.match, per: invoice}]}
          - id: R-COUNT
            title: Three payments a vendor
            limit: {of: invoice.pay, per: vendor, max: 3}
          - id: R-SUM
            title: A bound for each payee
            limit: {of: invoice.pay, per: payee, sum: {max: 100, unit: EUR}}
          - id: R-WHOLE
            title: One amount for all counts on each
            limit: {of: invoice.settle, per: vendor, sum: {max: 50, unit: EUR}}
          - id: R-WALL
            title: One vendor only
            wall: {duties: [vendor.trade], between: vendor}
          - id: R-NOT
            title: Nobody looks at this vendor
            forbid: {duty: vendor.look, when: 'object.vendor == "V-9"'}
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
          bob: {owner: b, root: true}
        scenarios:
          - name: A story
            steps:
        """;

    /** Vendors V-1 and V-2 of bob's, with two invoices each, of which all but I-4 were matched. */
    private static final String BEFORE = """
        - {open: s, by: bob, intent: work}
        - {call: erp/create, by: bob, task: s, result: {id: V-1}}
        - {call: erp/create, by: bob, task: s, result: {id: V-2}}
        - {call: erp/enter, by: bob, task: s, args: {vendor: V-1}, result: {id: I-1}}
        - {call: erp/enter, by: bob, task: s, args: {vendor: V-1}, result: {id: I-2}}
        - {call: erp/enter, by: bob, task: s, args: {vendor: V-2}, result: {id: I-3}}
        - {call: erp/enter, by: bob, task: s, args: {vendor: V-2}, result: {id: I-4}}
        - {call: erp/match, by: bob, task: s, args: {id: I-1}}
        - {call: erp/match, by: bob, task: s, args: {id: I-2}}
        - {call: erp/match, by: bob, task: s, args: {id: I-3}}
        - {open: t, by: ada, intent: work}
        """;

    private static void plays(String steps) {
        new Played(BUNDLE, CAST).plays(BEFORE + steps);
    }

    /** Case 13. */
    @Test
    void oneElementWithoutWhatItNeedsIsDeniedWithAllAndNamed() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-3, iban: X, amount: 1}, {invoice: I-4, iban: X, amount: 1}]}
              expect: {verdict: deny, code: requirement-missing, rule: R-MATCH, key: invoice/I-4}
            - {call: erp/pay, by: ada, task: t, args: {payments: [{invoice: I-3, iban: X, amount: 1}]}}
            """);
    }

    /** Case 14: nothing of a batch is done where one more than there may be is in it. */
    @Test
    void eachElementCountsOnItsOwnKeys() {
        plays("""
            - {call: erp/enter, by: bob, task: s, args: {vendor: V-1}, result: {id: I-5}}
            - {call: erp/enter, by: bob, task: s, args: {vendor: V-1}, result: {id: I-6}}
            - {call: erp/match, by: bob, task: s, args: {id: I-5}}
            - {call: erp/match, by: bob, task: s, args: {id: I-6}}
            - call: erp/pay
              by: ada
              task: t
              args:
                payments:
                  - {invoice: I-1, iban: A, amount: 1}
                  - {invoice: I-2, iban: A, amount: 1}
                  - {invoice: I-5, iban: A, amount: 1}
                  - {invoice: I-6, iban: A, amount: 1}
              expect: {verdict: deny, code: limit-exceeded, rule: R-COUNT, key: vendor/V-1}
            - call: erp/pay
              by: ada
              task: t
              args:
                payments:
                  - {invoice: I-1, iban: A, amount: 1}
                  - {invoice: I-2, iban: A, amount: 1}
                  - {invoice: I-5, iban: A, amount: 1}
                  - {invoice: I-3, iban: A, amount: 1}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-6, iban: A, amount: 1}]}
              expect: {verdict: deny, code: limit-exceeded, rule: R-COUNT, key: vendor/V-1}
            """);
    }

    @Test
    void amountsAddUpOnTheKeysOfTheirElements() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: A, amount: 50}]}
              expect: {verdict: deny, code: limit-exceeded, rule: R-SUM, key: payee/A}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, iban: A, amount: 60}, {invoice: I-2, iban: B, amount: 50}]}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-3, iban: B, amount: 51}]}
              expect: {verdict: deny, code: limit-exceeded, rule: R-SUM, key: payee/B}
            - {call: erp/pay, by: ada, task: t, args: {payments: [{invoice: I-3, iban: B, amount: 50}]}}
            """);
    }

    @Test
    void oneAmountForAllCountsWholeOnEach() {
        plays("""
            - {call: erp/settle, by: ada, task: t, args: {ids: [I-1, I-2, I-3], amount: 50}}
            - call: erp/settle
              by: ada
              task: t
              args: {ids: [I-3], amount: 1}
              expect: {verdict: deny, code: limit-exceeded, rule: R-WHOLE, key: vendor/V-2}
            """);
    }

    /** Together they would pass: each vendor is one of the two. */
    @Test
    void whatIsAssertedIsAssertedOfItsOwnElement() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args:
                payments:
                  - {invoice: I-1, vendor: V-2, iban: X, amount: 1}
                  - {invoice: I-3, vendor: V-1, iban: X, amount: 1}
              expect: {verdict: deny, code: relation-contradicted}
            - call: erp/pay
              by: ada
              task: t
              args:
                payments:
                  - {invoice: I-1, vendor: V-1, iban: X, amount: 1}
                  - {invoice: I-3, vendor: V-2, iban: X, amount: 1}
            """);
    }

    @Test
    void aConflictOfOneElementIsOneOfAll() {
        plays("""
            - {open: u, by: bob, intent: work}
            - call: erp/pay
              by: bob
              task: u
              args: {payments: [{invoice: I-1, iban: X, amount: 1}, {invoice: I-3, iban: X, amount: 1}]}
              expect: {verdict: deny, code: duty-conflict, rule: R-SOD, key: vendor/V-2}
            """);
    }

    @Test
    void twoDatasetsInOneCallAreOnBothSidesOfAWall() {
        plays("""
            - call: erp/trade
              by: ada
              task: t
              args: {vendors: [{id: V-1}, {id: V-2}]}
              expect: {verdict: deny, code: wall-crossed, rule: R-WALL}
            - {call: erp/trade, by: ada, task: t, args: {vendors: [{id: V-1}]}}
            """);
    }

    @Test
    void aConditionIsAskedOfEachElement() {
        plays("""
            - {call: erp/look, by: ada, task: t, args: {vendors: [{id: V-1}, {id: V-2}]}}
            - call: erp/look
              by: ada
              task: t
              args: {vendors: [{id: V-1}, {id: V-9}]}
              expect: {verdict: deny, code: forbidden, rule: R-NOT}
            """);
    }

    /** Alone it would be denied, and it is not hidden by others. */
    @Test
    void anElementWithoutTheKeyOfARuleIsNotHiddenByOthers() {
        plays("""
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, amount: 1000}]}
              expect: {verdict: deny, code: not-evaluable, rule: R-SUM}
            - call: erp/pay
              by: ada
              task: t
              args: {payments: [{invoice: I-1, amount: 1000}, {invoice: I-2, iban: X, amount: 1}]}
              expect: {verdict: deny, code: not-evaluable, rule: R-SUM}
            """);
    }

    @Test
    void badLists() {
        plays("""
            - {call: erp/edit, by: ada, task: t, args: {ids: []}, expect: {verdict: deny, code: argument-invalid}}
            - {call: erp/edit, by: ada, task: t, args: {}, expect: {verdict: deny, code: argument-invalid}}
            - {call: erp/edit, by: ada, task: t, args: {ids: V-1}, expect: {verdict: deny, code: argument-invalid}}
            - {call: erp/edit, by: ada, task: t, args: {ids: [V-1, V-2, V-1]}, expect: {verdict: deny, code: argument-invalid}}
            - {call: erp/edit, by: ada, task: t, args: {ids: [V-1, [V-2]]}, expect: {verdict: deny, code: argument-invalid}}
            - {call: erp/edit, by: ada, task: t, args: {ids: [V-1]}}
            """);
    }

    @Test
    void aThousandAtMost() {
        plays("""
            - {call: erp/edit, by: ada, task: t, args: {ids: [%s]}}
            - {call: erp/edit, by: ada, task: t, args: {ids: [%s]}, expect: {verdict: deny, code: argument-invalid}}
            """.formatted(many(1_000), many(1_001)));
    }

    private static String many(int count) {
        var ids = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ids.append(i == 0 ? "" : ", ").append("W-").append(i);
        }
        return ids.toString();
    }
}
