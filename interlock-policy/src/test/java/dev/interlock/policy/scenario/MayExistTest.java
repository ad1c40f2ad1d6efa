package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.TextRenderer;
import org.junit.jupiter.api.Test;

/** Upserts: what a call would create may be there already, so that it is decided as if it were on any. */
class MayExistTest {

    private static final String BUNDLE = """
        interlock: v1
        name: upserts
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          high: {independence: line, on-conflict: deny, on-missing: deny}
        objects:
          vendor: {}
        server: erp
        tools:
          put: {duty: vendor.put, creates: {vendor: {path: result.id, may-exist: true}}}
          create: {duty: vendor.create, creates: {vendor: {path: result.id}}}
          pay: {duty: vendor.pay, on: {vendor: args.id}}
          close: {duty: vendor.close, on: {vendor: args.id}}
        intents:
          work: {goal: Vendors, allow: [vendor.put, vendor.create, vendor.pay, vendor.close]}
          one: {goal: One vendor, allow: [vendor.put, vendor.pay], about: {vendor: one}}
        rules:
          - {id: R-1, title: Who puts does not pay, separate: {duties: [vendor.put, vendor.pay], per: vendor}}
          - {id: R-2, title: Put before it is closed, require: {for: vendor.close, done: [{duty: vendor.put, per: vendor}]}}
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
          bob: {owner: b, root: true}
        scenarios:
          - name: A story
            steps:
              - {open: t, by: ada, intent: work}
              - {open: u, by: bob, intent: work}
        """;

    private static void plays(String steps) {
        new Played(BUNDLE, CAST).plays(steps);
    }

    @Test
    void whoPaidAnyMayTurnOutToHaveChangedIt() {
        plays("""
            - {call: erp/pay, by: ada, task: t, args: {id: V-1}}
            - {call: erp/put, by: ada, task: t, expect: {verdict: deny, code: duty-conflict, key: vendor/*}}
            - {call: erp/put, by: bob, task: u, result: {id: V-1}}
            """);
    }

    @Test
    void whileItIsInFlightItMayBeOnAny() {
        plays("""
            - {call: erp/create, by: bob, task: u, result: {id: V-1}}
            - {call: erp/put, as: put, by: ada, task: t, outcome: in-flight}
            - {call: erp/pay, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: duty-conflict, key: vendor/V-1}}
            - {call: erp/pay, by: bob, task: u, args: {id: V-1}}
            - {settle: put, outcome: failed}
            - {call: erp/pay, by: ada, task: t, args: {id: V-1}}
            """);
    }

    @Test
    void whatItChangedItChangedAndNothingElse() {
        plays("""
            - {call: erp/create, by: bob, task: u, result: {id: V-1}}
            - {call: erp/create, by: bob, task: u, result: {id: V-2}}
            - {call: erp/close, by: bob, task: u, args: {id: V-1}, expect: {verdict: deny, code: requirement-missing}}
            - {call: erp/put, by: ada, task: t, result: {id: V-1}}
            - {call: erp/pay, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: duty-conflict}}
            - {call: erp/pay, by: ada, task: t, args: {id: V-2}}
            - {call: erp/close, by: bob, task: u, args: {id: V-1}}
            """);
    }

    @Test
    void whatItCreatedItCreated() {
        plays("""
            - {call: erp/put, by: ada, task: t, result: {id: V-1}}
            - {call: erp/pay, by: ada, task: t, args: {id: V-1}, expect: {verdict: deny, code: duty-conflict}}
            - {call: erp/close, by: bob, task: u, args: {id: V-1}}
            """);
    }

    @Test
    void aTaskAboutOneVendorDoesNotUpsert() {
        plays("""
            - {open: v, by: ada, intent: one, objects: [vendor/V-1]}
            - {call: erp/put, by: ada, task: v, expect: {verdict: deny, code: outside-objects, key: vendor/*}}
            """);
    }

    @Test
    void whatCannotBeMeantIsReported() {
        assertThat(faults("{path: result.id, may-exist: perhaps}")).contains("`may-exist` cannot be `perhaps`");
        assertThat(faults("{may-exist: true}")).contains("a created object needs `path`");
        assertThat(faults("{path: args.id, may-exist: true}")).contains("is not a path into the result");
    }

    private static String faults(String entry) {
        String bundle = BUNDLE.replace("{vendor: {path: result.id, may-exist: true}}", "{vendor: " + entry + "}");
        return new TextRenderer(false)
                .render(new Played(bundle, CAST).loaded("[]").diagnostics());
    }
}
