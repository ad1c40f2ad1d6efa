package dev.interlock.server.console.page.playground;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small bundle to begin with: one rule, and scenarios that show what it is for. */
final class Example {

    private static final String BUNDLE = """
        # The party that files an expense claim does not pay it.
        interlock: v1
        name: expenses
        owner: finance@example.com

        # Two parties are independent if they differ in this; agent and running instance must always differ.
        independence:
          another-owner: [owner]

        risk:
          low: {independence: another-owner, on-conflict: record, on-missing: record}
          high: {independence: another-owner, on-conflict: deny, on-missing: hold}

        server: expenses
        no-effect: []
        objects:
          claim: {id: {form: integer}}
        tools:
          list_claims: {duty: claim.read, effect: read, risk: low}
          file_claim: {duty: claim.file, creates: {claim: result.id}, show: [args.what]}
          pay_claim: {duty: claim.pay, on: {claim: args.claim}}

        intents:
          expenses:
            goal: File and pay claims for expenses
            allow: [claim.file, claim.pay, claim.read]

        rules:
          - id: EX-01
            title: The party that files a claim does not pay it
            separate: {duties: [claim.file, claim.pay], per: claim, within: 90d}
        """;

    private static final String TESTS = """
        agents:
          ada: {owner: sales, root: true}
          sam: {owner: sales, root: true}
          zoe: {owner: finance, root: true}

        scenarios:
          - name: Someone else pays the claim
            steps:
              - {open: day, by: ada, intent: expenses}
              - {call: expenses/file_claim, as: file, by: ada, task: day, args: {what: train}, result: {id: 1}}
              - {open: payday, by: zoe, intent: expenses}
              - {call: expenses/pay_claim, by: zoe, task: payday, args: {claim: 1}}

          - name: The agent that filed the claim
            steps:
              - {open: day, by: ada, intent: expenses}
              - {call: expenses/file_claim, as: file, by: ada, task: day, args: {what: train}, result: {id: 1}}
              - call: expenses/pay_claim
                by: ada
                task: day
                args: {claim: 1}
                expect: {verdict: deny, code: duty-conflict, rule: EX-01, witness: [file]}

          - name: Another agent of the same owner
            steps:
              - {open: day, by: ada, intent: expenses}
              - {call: expenses/file_claim, as: file, by: ada, task: day, args: {what: train}, result: {id: 1}}
              - {open: payday, by: sam, intent: expenses}
              - call: expenses/pay_claim
                by: sam
                task: payday
                args: {claim: 1}
                expect: {verdict: deny, code: duty-conflict, rule: EX-01, witness: [file]}
        """;

    static final Map<String, String> FILES = files();

    private Example() {}

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("interlock.yaml", BUNDLE);
        files.put("tests/claims.yaml", TESTS);
        return Collections.unmodifiableMap(files);
    }
}
