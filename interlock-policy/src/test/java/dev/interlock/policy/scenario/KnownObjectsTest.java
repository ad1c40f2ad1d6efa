package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.TextRenderer;
import org.junit.jupiter.api.Test;

/** Tools that take only objects of which the record shows that they exist. */
class KnownObjectsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: known
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          low: {independence: line, on-conflict: record, on-missing: record}
        sources:
          export: {trusted-for: [vendor.listed]}
          stranger: {trusted-for: []}
        objects:
          vendor: {}
          invoice: {of: {vendor: one}}
        server: erp
        tools:
          create: {duty: vendor.create, creates: {vendor: result.id}, risk: low}
          look: {duty: vendor.look, on: {vendor: args.id}, effect: read, risk: low}
          open: {duty: vendor.open, on: {vendor: args.id}, risk: low}
          edit: {duty: vendor.edit, on: {vendor: {path: args.id, known: true}}, risk: low}
          pay: {duty: vendor.pay, on: {vendor: {path: 'args.all[*].id', known: true}}, risk: low}
          enter: {duty: invoice.enter, creates: {invoice: result.id}, of: {vendor: {path: args.vendor, known: true}}, risk: low}
          list: {duty: vendor.listed, creates: {vendor: result.id}, observed: true, risk: low}
        intents:
          work:
            goal: Pay
            allow: [vendor.create, vendor.look, vendor.open, vendor.edit, vendor.pay, invoice.enter]
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
          bob: {owner: b, root: true}
        scenarios:
          - name: A story
            steps:
              - {open: t, by: ada, intent: work}
        """;

    private static void plays(String steps) {
        new Played(BUNDLE, CAST).plays(steps);
    }

    @Test
    void aCreationThatSucceededMakesAnObjectKnown() {
        plays("""
            - {call: erp/edit, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: object-unknown, key: vendor/V-1}}
            - {call: erp/create, as: one, by: ada, task: t, outcome: in-flight}
            - {call: erp/edit, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: object-unknown}}
            - {settle: one, outcome: succeeded, result: {id: V-1}}
            - {call: erp/edit, by: ada, task: t, args: {id: V-1}}
            - {call: erp/create, as: two, by: ada, task: t, outcome: failed}
            - {call: erp/edit, by: ada, task: t, args: {id: V-2}, expect: {verdict: deny, code: object-unknown}}
            """);
    }

    @Test
    void whatWritesAnObjectMakesItKnownAndWhatReadsItDoesNot() {
        plays("""
            - {call: erp/look, by: ada, task: t, args: {id: V-1}}
            - {call: erp/edit, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: object-unknown}}
            - {call: erp/open, by: ada, task: t, args: {id: V-1}, outcome: unknown}
            - {call: erp/edit, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: object-unknown}}
            - {call: erp/open, by: ada, task: t, args: {id: V-1}}
            - {call: erp/edit, by: ada, task: t, args: {id: V-1}}
            """);
    }

    @Test
    void onlyATrustedSourceMakesAnObjectKnown() {
        plays("""
            - {observe: erp/list, by: bob, source: stranger, result: {id: V-1}}
            - {call: erp/edit, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: object-unknown}}
            - {observe: erp/list, by: bob, source: export, result: {id: V-2}}
            - {call: erp/edit, by: ada, task: t, args: {id: V-2}}
            """);
    }

    @Test
    void eachElementOfAListHasToBeKnown() {
        plays("""
            - {call: erp/create, by: ada, task: t, result: {id: V-1}}
            - {call: erp/create, by: ada, task: t, result: {id: V-2}}
            - {call: erp/pay, by: ada, task: t, args: {all: [{id: V-1}, {id: V-3}]}, expect: {verdict: deny, code: object-unknown, key: vendor/V-3}}
            - {call: erp/pay, by: ada, task: t, args: {all: [{id: V-1}, {id: V-2}]}}
            """);
    }

    @Test
    void whatANewObjectBelongsToHasToBeKnown() {
        plays("""
            - {call: erp/enter, by: ada, task: t, args: {vendor: V-1}, result: {id: I-1}, expect: {verdict: deny, code: object-unknown, key: vendor/V-1}}
            - {call: erp/create, by: ada, task: t, result: {id: V-1}}
            - {call: erp/enter, by: ada, task: t, args: {vendor: V-1}, result: {id: I-1}}
            """);
    }

    @Test
    void whatCannotBeMeantIsReported() {
        assertThat(faults("{path: args.id, known: maybe}")).contains("`known` cannot be `maybe`");
        assertThat(faults("{known: true}")).contains("an object needs `path`");
        assertThat(faults("{path: args.id?, known: true}")).contains("must not be optional here");
        assertThat(faults("{path: args.id, knwon: true}"))
                .contains("has no key `knwon`")
                .contains("known");
    }

    private static String faults(String entry) {
        String bundle = BUNDLE.replace("{vendor: {path: args.id, known: true}}", "{vendor: " + entry + "}");
        return new TextRenderer(false)
                .render(new Played(bundle, CAST).loaded("[]").diagnostics());
    }
}
