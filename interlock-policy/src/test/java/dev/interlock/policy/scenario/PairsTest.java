package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys of several kinds: what was done for one user on one document is done for no other. */
class PairsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: pairs
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          high: {independence: line, on-conflict: deny, on-missing: deny}
        objects:
          user: {}
          document: {}
        server: dms
        tools:
          match: {duty: access.match, on: {user: 'args.pairs[*].user', document: 'args.pairs[*].document'}, risk: high}
          use: {duty: access.use, on: {document: args.document}, values: {reader: args.user?}, risk: high}
          sign: {duty: access.sign, on: {user: args.user, document: args.document}, risk: high}
          close: {duty: access.close, on: {user: args.user, document: args.document}, risk: high}
          read:
            duty: access.read
            on: {document: args.document}
            any-of: [{when: 'has(args.user)', on: {user: args.user}}]
            risk: high
        intents:
          work: {goal: Work, allow: [access.match, access.use, access.sign, access.close, access.read]}
        rules:
          - id: R-1
            title: Who is matched to a document may sign it
            require: {for: access.sign, done: [{duty: access.match, per: [user, document]}]}
          - id: R-2
            title: Twice each
            limit: {of: access.sign, per: [document, user], max: 2, until: access.close}
          - id: R-3
            title: Readers
            limit: {of: access.use, per: [reader, document], max: 1}
          - id: R-4
            title: Once each
            limit: {of: access.read, per: [user, document], max: 1}
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
          bob: {owner: b, root: true}
        scenarios:
          - name: A story
            steps:
              - {open: t, by: ada, intent: work}
              - {open: s, by: bob, intent: work}
        """;

    private static void plays(String steps) {
        new Played(BUNDLE, CAST).plays(steps);
    }

    /** Case 17: both were matched, and not with each other. */
    @Test
    void theMatchesOfAListDoNotMix() {
        plays("""
            - {call: dms/match, by: bob, task: s, args: {pairs: [{user: u1, document: d1}, {user: u2, document: d2}]}}
            - call: dms/sign
              by: ada
              task: t
              args: {user: u1, document: d2}
              expect: {verdict: deny, code: requirement-missing, rule: R-1, key: document+user/d2+u1}
            - {call: dms/sign, by: ada, task: t, args: {user: u1, document: d1}}
            - {call: dms/sign, by: ada, task: t, args: {user: u2, document: d2}}
            """);
    }

    @Test
    void eachPairCountsForItself() {
        plays("""
            - {call: dms/use, by: ada, task: t, args: {document: d1, user: u1}}
            - {call: dms/use, by: ada, task: t, args: {document: d1, user: u2}}
            - {call: dms/use, by: ada, task: t, args: {document: d2, user: u1}}
            - call: dms/use
              by: bob
              task: s
              args: {document: d1, user: u1}
              expect: {verdict: deny, code: limit-exceeded, rule: R-3, key: document+reader/d1+u1}
            """);
    }

    /** Ids with the character between them are no way to another pair. */
    @Test
    void noTwoPairsReadAlike() {
        plays("""
            - {call: dms/use, by: ada, task: t, args: {document: a+b, user: c}}
            - {call: dms/use, by: ada, task: t, args: {document: a, user: b+c}}
            - {call: dms/use, by: ada, task: t, args: {document: 'a\\', user: b+c}}
            - call: dms/use
              by: bob
              task: s
              args: {document: a, user: b+c}
              expect: {verdict: deny, code: limit-exceeded, rule: R-3, key: 'document+reader/a+b\\+c'}
            """);
    }

    @Test
    void withoutAPartNobodyCanTell() {
        plays("""
            - {call: dms/use, by: ada, task: t, args: {document: d1}, expect: {verdict: deny, code: not-evaluable, rule: R-3}}
            - {call: dms/read, by: ada, task: t, args: {document: d1, user: u1}}
            - {call: dms/read, by: ada, task: t, args: {document: d1, user: u1}, expect: {verdict: deny, code: limit-exceeded, rule: R-4}}
            """);
    }

    @Test
    void untilClosesThePairAlone() {
        plays("""
            - {call: dms/match, by: bob, task: s, args: {pairs: [{user: u1, document: d1}, {user: u2, document: d1}]}}
            - {call: dms/sign, by: ada, task: t, args: {user: u1, document: d1}}
            - {call: dms/close, by: bob, task: s, args: {user: u1, document: d1}}
            - call: dms/sign
              by: ada
              task: t
              args: {user: u1, document: d1}
              expect: {verdict: deny, code: key-closed, rule: R-2, key: document+user/d1+u1}
            - {call: dms/sign, by: ada, task: t, args: {user: u2, document: d1}}
            """);
    }

    @Test
    void whatIsNoPairIsSaidAtItsPlace() {
        for (var wrong : Map.of(
                        "[user]", "a key must consist of two or three different kinds",
                        "[user, user]", "a key must consist of two or three different kinds",
                        "[user, agent]", "the scope `agent` cannot be part of a key of several kinds",
                        "[user, dokument]", "`dokument` is not an object type, value or scope",
                        "[reader, user]", "not all of `reader`, `user`, or may create one of them")
                .entrySet()) {
            PolicyBundle loaded = new Played(
                            BUNDLE.replace("[user, document], max: 1", wrong.getKey() + ", max: 1"), CAST)
                    .loaded("");
            assertThat(new TextRenderer(false).render(loaded.diagnostics())).contains(wrong.getValue());
        }
        PolicyBundle created = new Played(with("""
              copy: {duty: access.use, creates: {document: result.id}, derives: {document: args.source}, values: {reader: args.user}, risk: high}
            """), CAST).loaded("");
        assertThat(new TextRenderer(false).render(created.diagnostics()))
                .contains("`dms/copy` names not all of `document`, `reader`, or may create one of them");
    }

    /** The bundle with more tools. */
    private static String with(String tools) {
        return BUNDLE.replace("tools:\n", "tools:\n" + tools)
                .replace("  document: {}\n", "  document: {}\n  page: {of: {document: one}}\n")
                .replace("allow: [", "allow: [access.make, ");
    }

    private static void plays(String tools, String steps) {
        new Played(with(tools), CAST).plays(steps);
    }

    @Test
    void whatAnObjectBelongsToIsAPartToo() {
        plays("""
              add: {duty: access.make, creates: {page: result.id}, of: {document: args.document}, risk: high}
              mark: {duty: access.use, on: {page: args.page}, values: {reader: args.user}, risk: high}
            """, """
            - {call: dms/add, by: bob, task: s, args: {document: d1}, result: {id: p1}}
            - {call: dms/add, by: bob, task: s, args: {document: d2}, result: {id: p2}}
            - {call: dms/mark, by: ada, task: t, args: {page: p1, user: u1}}
            - {call: dms/mark, by: ada, task: t, args: {page: p2, user: u1}}
            - call: dms/use
              by: bob
              task: s
              args: {document: d1, user: u1}
              expect: {verdict: deny, code: limit-exceeded, rule: R-3, key: document+reader/d1+u1}
            """);
    }

    @Test
    void aCopyIsInThePairsOfItsOriginal() {
        plays("""
              copy: {duty: access.make, creates: {document: result.id}, derives: {document: args.source}, risk: high}
            """, """
            - {call: dms/copy, by: bob, task: s, args: {source: d1}, result: {id: d2}}
            - {call: dms/use, by: ada, task: t, args: {document: d2, user: u1}}
            - call: dms/use
              by: bob
              task: s
              args: {document: d1, user: u1}
              expect: {verdict: deny, code: limit-exceeded, rule: R-3, key: document+reader/d1+u1}
            """);
    }
}
