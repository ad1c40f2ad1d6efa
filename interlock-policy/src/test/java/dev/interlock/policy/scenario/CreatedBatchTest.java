package dev.interlock.policy.scenario;

import org.junit.jupiter.api.Test;

/** Calls that create an object for each element of a list, from the result to the verdict. */
class CreatedBatchTest {

    private static final String BUNDLE = """
        interlock: v1
        name: created-batch
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          high: {independence: line, on-conflict: deny, on-missing: deny}
        objects:
          client: {}
          vendor: {}
          invoice: {of: {vendor: one}}
          file: {of: {client: one}}
        server: erp
        tools:
          create: {duty: vendor.create, creates: {vendor: 'result.vendors[*].id'}, values: {name: 'args.names[*]'}, risk: high}
          enter:
            duty: invoice.enter
            creates: {invoice: 'result.items[*].invoice'}
            of: {vendor: 'args.items[*].vendor'}
            amount: {value: 'args.items[*].amount', unit: EUR}
            partial:
              done: 'result.items[index].state == "entered"'
              undone: 'result.items[index].state == "rejected"'
            risk: high
          copy:
            duty: invoice.enter
            creates: {invoice: 'result.items[*].invoice'}
            on: {vendor: 'args.items[*].as'}
            of: {vendor: 'args.items[*].vendor'}
            amount: {value: 'args.items[*].amount', unit: EUR}
            risk: high
          correct: {duty: invoice.enter, on: {invoice: args.id}, amount: {value: args.amount, unit: EUR}, risk: high}
          match: {duty: invoice.match, on: {invoice: args.id}, risk: high}
          void: {duty: invoice.void, on: {invoice: args.id}, risk: high}
          pay: {duty: invoice.pay, on: {invoice: args.id}, risk: high}
          open_files: {duty: file.open, creates: {file: 'result.files[*]'}, of: {client: 'args.files[*].client'}, risk: high}
          read_file: {duty: file.read, on: {file: args.id}, risk: high}
        intents:
          work:
            goal: Work
            allow: [vendor.create, invoice.enter, invoice.match, invoice.void, invoice.pay, file.open, file.read]
        rules:
          - id: R-SOD
            title: Whoever creates a vendor does not pay it
            separate: {duties: [vendor.create, invoice.pay], per: vendor}
          - id: R-SUM
            title: A bound for each invoice
            limit: {of: invoice.enter, per: invoice, sum: {max: 100, unit: EUR}}
          - id: R-COUNT
            title: Three invoices a vendor
            limit: {of: invoice.enter, per: vendor, max: 3}
          - id: R-ORDER
            title: What was entered is matched
            order: {duty: invoice.match, after: invoice.enter, per: invoice}
          - id: R-WALL
            title: One file of a client
            wall: {duties: [file.open, file.read], between: file, class: client}
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
          bob: {owner: b, root: true}
        scenarios:
          - name: A story
            steps:
        """;

    private static final String BEFORE = """
        - {open: t, by: ada, intent: work}
        - {open: s, by: bob, intent: work}
        - {call: erp/create, by: ada, task: t, args: {names: [one, two]}, result: {vendors: [{id: V-1}, {id: V-2}]}}
        - {call: erp/create, by: bob, task: s, args: {names: [three]}, result: {vendors: [{id: V-3}]}}
        """;

    private static void plays(String steps) {
        new Played(BUNDLE, CAST).plays(BEFORE + steps);
    }

    @Test
    void whoCreatedSeveralVendorsPaysNoneOfThem() {
        plays("""
            - call: erp/enter
              by: bob
              task: s
              args: {items: [{vendor: V-2, amount: 1}, {vendor: V-3, amount: 1}]}
              result: {items: [{invoice: I-1, state: entered}, {invoice: I-2, state: entered}]}
            - {call: erp/pay, by: ada, task: t, args: {id: I-1}, expect: {verdict: deny, code: duty-conflict, rule: R-SOD, key: vendor/V-2}}
            - {call: erp/pay, by: ada, task: t, args: {id: I-2}}
            - {call: erp/pay, by: bob, task: s, args: {id: I-2}, expect: {verdict: deny, code: duty-conflict, rule: R-SOD, key: vendor/V-3}}
            - {call: erp/pay, by: bob, task: s, args: {id: I-1}}
            """);
    }

    @Test
    void eachCreatedObjectTakesTheAmountOfItsElement() {
        plays("""
            - call: erp/enter
              by: ada
              task: t
              args: {items: [{vendor: V-1, amount: 90}, {vendor: V-1, amount: 60}]}
              result: {items: [{invoice: I-1, state: entered}, {invoice: I-2, state: entered}]}
            - {call: erp/correct, by: ada, task: t, args: {id: I-1, amount: 11}, expect: {verdict: deny, code: limit-exceeded, rule: R-SUM, key: invoice/I-1}}
            - {call: erp/correct, by: ada, task: t, args: {id: I-2, amount: 40}}
            - call: erp/enter
              by: ada
              task: t
              args: {items: [{vendor: V-2, amount: 1}, {vendor: V-2, amount: 101}]}
              expect: {verdict: deny, code: limit-exceeded, rule: R-SUM}
            """);
    }

    /** An unknown outcome counts whole on whatever the call may have created. */
    @Test
    void whileNobodyKnowsWhatItCreatedTheWholeCounts() {
        plays("""
            - call: erp/enter
              by: ada
              task: t
              args: {items: [{vendor: V-1, amount: 90}, {vendor: V-2, amount: 60}]}
              outcome: unknown
            - {call: erp/correct, by: bob, task: s, args: {id: I-9, amount: 1}, expect: {verdict: deny, code: limit-exceeded, rule: R-SUM, key: invoice/I-9}}
            """);
    }

    @Test
    void whatWasNotDoneCreatedNothing() {
        plays("""
            - call: erp/enter
              by: ada
              task: t
              args: {items: [{vendor: V-1, amount: 90}, {vendor: V-1, amount: 90}, {vendor: V-2, amount: 20}]}
              result: {items: [{state: rejected}, {invoice: I-2, state: entered}, {invoice: I-3, state: entered}]}
            - {call: erp/match, by: bob, task: s, args: {id: I-3}}
            - {call: erp/match, by: bob, task: s, args: {id: I-1}, expect: {verdict: deny, code: out-of-order}}
            - {call: erp/correct, by: ada, task: t, args: {id: I-3, amount: 80}}
            - {call: erp/correct, by: ada, task: t, args: {id: I-2, amount: 11}, expect: {verdict: deny, code: limit-exceeded, rule: R-SUM, key: invoice/I-2}}
            - {call: erp/correct, by: ada, task: t, args: {id: I-2, amount: 10}}
            - {call: erp/correct, by: ada, task: t, args: {id: I-2, amount: 0}}
            - {call: erp/correct, by: ada, task: t, args: {id: I-2, amount: 0}, expect: {verdict: deny, code: limit-exceeded, rule: R-COUNT, key: vendor/V-1}}
            """);
    }

    @Test
    void whatComesFirstWasDoneOnEach() {
        plays("""
            - call: erp/enter
              by: ada
              task: t
              args: {items: [{vendor: V-1, amount: 1}, {vendor: V-2, amount: 1}]}
              result: {items: [{invoice: I-1, state: entered}, {invoice: I-2, state: entered}]}
            - {call: erp/match, by: bob, task: s, args: {id: I-1}}
            - {call: erp/match, by: bob, task: s, args: {id: I-2}}
            """);
    }

    @Test
    void newDatasetsOfOneClassExcludeEachOther() {
        plays("""
            - call: erp/open_files
              by: ada
              task: t
              args: {files: [{client: C-1}, {client: C-1}]}
              expect: {verdict: deny, code: wall-crossed, rule: R-WALL, key: client/C-1}
            - {call: erp/open_files, by: ada, task: t, args: {files: [{client: C-1}, {client: C-2}]}, result: {files: [F-1, F-2]}}
            - {call: erp/read_file, by: ada, task: t, args: {id: F-2}}
            - {call: erp/open_files, by: bob, task: s, args: {files: [{client: C-2}, {client: C-3}]}, result: {files: [F-3, F-4]}}
            - {call: erp/read_file, by: ada, task: t, args: {id: F-4}}
            - {call: erp/read_file, by: ada, task: t, args: {id: F-3}, expect: {verdict: deny, code: wall-crossed, rule: R-WALL, key: client/C-2}}
            """);
    }

    @Test
    void anElementThatWouldBelongToTwoIsDenied() {
        plays("""
            - call: erp/copy
              by: ada
              task: t
              args: {items: [{vendor: V-1, as: V-1, amount: 1}, {vendor: V-1, as: V-2, amount: 1}]}
              expect: {verdict: deny, code: relation-contradicted}
            """);
    }
}
