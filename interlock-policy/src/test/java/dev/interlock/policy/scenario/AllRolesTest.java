package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.TextRenderer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that are about all objects of a type meet what was done, is being done and will be done on each of them. */
class AllRolesTest {

    private static final String BUNDLE = """
        interlock: v1
        name: roles
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          high: {independence: line, on-conflict: deny, on-missing: deny}
        sources:
          audit: {trusted-for: [role.purge, role.close]}
        objects:
          realm: {}
          role: {of: {realm: one}}
          user: {}
        server: iam
        tools:
          create: {duty: role.create, creates: {role: result.id}, of: {realm: args.realm}}
          purge:
            duty: role.purge
            on: {role: args.role}
            all: {role: 'args.role == null || args.role == "ALL"'}
          sweep:
            duty: role.purge
            on: {role: 'args.roles[*]'}
            all: {role: 'size(args.roles) == 0'}
          approve:
            duty: role.approve
            on: {role: args.role}
            all: {role: 'args.role == "ALL"'}
          use: {duty: role.use, on: {role: args.role}}
          use-all: {duty: role.use, on: {role: args.role}, all: {role: 'args.role == "ALL"'}}
          pay: {duty: role.pay, on: {role: args.role}, all: {role: 'args.role == "ALL"'}}
          close: {duty: role.close, on: {role: args.role}, all: {role: 'args.role == "ALL"'}}
          book: {duty: role.book, on: {role: args.role}}
          wipe: {duty: role.wipe, on: {role: args.role}, all: {role: 'args.role == "ALL"'}}
          audit: {duty: realm.audit, on: {realm: args.realm}}
          assign: {duty: role.assign, on: {role: args.role, user: args.user}}
          strip: {duty: role.strip, on: {role: args.role, user: args.user}, all: {role: 'args.role == "ALL"'}}
          rename: {duty: role.rename, on: {role: args.role}}
          rename-all: {duty: role.rename, on: {role: args.role}, all: {role: 'args.role == "ALL"'}}
        intents:
          work:
            goal: Roles
            allow:
              [role.create, role.purge, role.approve, role.use, role.pay, role.close, role.book, realm.audit,
               role.assign, role.strip, role.rename, role.wipe]
          one: {goal: One role, allow: [role.purge], about: {role: one}}
        rules:
          - {id: R-1, title: Who creates does not purge, separate: {duties: [role.create, role.purge], per: role}}
          - {id: R-2, title: Approved before it is used, require: {for: role.use, done: [{duty: role.approve, per: role}]}}
          - {id: R-3, title: Paid three times, limit: {of: role.pay, per: role, max: 3}}
          - {id: R-4, title: Not booked and paid by one, separate: {duties: [role.book, role.pay], per: role, until: role.close}}
          - {id: R-5, title: Who wipes does not audit, separate: {duties: [role.wipe, realm.audit], per: realm}}
          - {id: R-6, title: Not both for one user, separate: {duties: [role.assign, role.strip], per: [role, user]}}
          - {id: R-7, title: One hand, bind: {duties: [role.rename], per: role, same: agent}}
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
    void whoCreatedARoleDoesNotPurgeAll() {
        plays("""
            - {call: iam/create, by: ada, task: t, args: {realm: R}, result: {id: x}}
            - {call: iam/purge, by: ada, task: t, args: {role: ALL}, expect: {verdict: deny, code: duty-conflict, key: role/*}}
            - {call: iam/purge, by: ada, task: t, args: {role: null}, expect: {verdict: deny, code: duty-conflict, key: role/*}}
            - {call: iam/sweep, by: ada, task: t, args: {roles: []}, expect: {verdict: deny, code: duty-conflict, key: role/*}}
            - {call: iam/purge, by: ada, task: t, args: {role: y}}
            - {call: iam/purge, by: bob, task: u, args: {role: ALL}}
            """);
    }

    @Test
    void anotherSpellingOfTheWordForAllIsNoName() {
        for (String word : List.of("all", "All", "a-l-l", "A L L", "\uff21\uff2c\uff2c")) {
            plays("""
                - {call: iam/create, by: ada, task: t, args: {realm: R}, result: {id: x}}
                - {call: iam/purge, by: ada, task: t, args: {role: '%s'}, expect: {verdict: deny, code: argument-invalid}}
                - {observe: iam/purge, by: bob, source: audit, args: {role: '%s'}}
                - {call: iam/create, by: bob, task: u, args: {realm: R}, expect: {verdict: deny, code: duty-conflict}}
                - {call: iam/purge, by: bob, task: u, args: {role: allied}}
                """.formatted(word, word));
        }
    }

    @Test
    void aRoleThatIsBeingCreatedIsAmongAll() {
        plays("""
            - {call: iam/create, as: new, by: ada, task: t, args: {realm: R}, outcome: in-flight}
            - {call: iam/purge, by: ada, task: t, args: {role: ALL}, expect: {verdict: deny, code: duty-conflict, key: role/*}}
            - {settle: new, outcome: failed}
            - {call: iam/purge, by: ada, task: t, args: {role: ALL}}
            """);
    }

    @Test
    void whoIsPurgingAllCreatesNone() {
        plays("""
            - {call: iam/purge, as: purge, by: ada, task: t, args: {role: ALL}, outcome: in-flight}
            - {call: iam/create, by: ada, task: t, args: {realm: R}, expect: {verdict: deny, code: duty-conflict}}
            - {call: iam/create, by: bob, task: u, args: {realm: R}, result: {id: x}}
            - {settle: purge, outcome: failed}
            - {call: iam/create, by: ada, task: t, args: {realm: R}, result: {id: y}}
            """);
    }

    @Test
    void whatWasDoneToAllReachesRolesToCome() {
        plays("""
            - {call: iam/purge, by: ada, task: t, args: {role: ALL}}
            - {call: iam/create, by: ada, task: t, args: {realm: R}, expect: {verdict: deny, code: duty-conflict}}
            """);
    }

    @Test
    void anApprovalOfAllIsNoneOfARoleThatWasCreatedAfterIt() {
        plays("""
            - {call: iam/approve, by: bob, task: u, args: {role: ALL}}
            - {call: iam/create, by: ada, task: t, args: {realm: R}, result: {id: x}}
            - {call: iam/use, by: ada, task: t, args: {role: x}, expect: {verdict: deny, code: requirement-missing, key: role/x}}
            - {call: iam/approve, by: bob, task: u, args: {role: x}}
            - {call: iam/use, by: ada, task: t, args: {role: x}}
            """);
    }

    @Test
    void whatIsNeededOnEachRoleIsNeededOnAll() {
        plays("""
            - {call: iam/approve, by: bob, task: u, args: {role: x}}
            - {call: iam/use-all, by: ada, task: t, args: {role: ALL}, expect: {verdict: deny, code: requirement-missing, key: role/*}}
            """);
    }

    @Test
    void whatFallsOnEachOfAllCannotBeCounted() {
        plays("""
            - {call: iam/pay, by: ada, task: t, args: {role: ALL}, expect: {verdict: deny, code: not-evaluable}}
            - {call: iam/pay, by: ada, task: t, args: {role: x}}
            """);
    }

    @Test
    void allAreNotClosedAtOnceAndWhatSomebodySawClosedIsClosed() {
        plays("""
            - {call: iam/close, by: ada, task: t, args: {role: ALL}, expect: {verdict: deny, code: not-evaluable}}
            - {call: iam/book, by: ada, task: t, args: {role: x}}
            - {observe: iam/close, by: bob, source: audit, args: {role: ALL}}
            - {call: iam/book, by: ada, task: t, args: {role: x}, expect: {verdict: deny, code: key-closed, key: role/x}}
            """);
    }

    @Test
    void aTaskAboutOneRoleIsNotAboutAll() {
        plays("""
            - {open: v, by: ada, intent: one, objects: [role/x]}
            - {call: iam/purge, by: ada, task: v, args: {role: x}}
            - {call: iam/purge, by: ada, task: v, args: {role: ALL}, expect: {verdict: deny, code: outside-objects, key: role/*}}
            """);
    }

    @Test
    void whatAllBelongToIsTouchedToo() {
        plays("""
            - {call: iam/audit, by: ada, task: t, args: {realm: R}}
            - {call: iam/wipe, by: ada, task: t, args: {role: ALL}, expect: {verdict: deny, code: duty-conflict, key: realm/*}}
            - {call: iam/wipe, by: bob, task: u, args: {role: ALL}}
            - {call: iam/audit, by: bob, task: u, args: {realm: S}, expect: {verdict: deny, code: duty-conflict, key: realm/S}}
            """);
    }

    @Test
    void aPairWithOneOfAllMeetsEveryPair() {
        plays("""
            - {call: iam/assign, by: ada, task: t, args: {role: x, user: u1}}
            - {call: iam/strip, by: ada, task: t, args: {role: y, user: u1}}
            - {call: iam/strip, by: ada, task: t, args: {role: ALL, user: u1}, expect: {verdict: deny, code: duty-conflict, key: role+user/*}}
            - {call: iam/strip, by: bob, task: u, args: {role: ALL, user: u1}}
            - {call: iam/assign, by: bob, task: u, args: {role: z, user: u1}, expect: {verdict: deny, code: duty-conflict}}
            """);
    }

    @Test
    void oneHandHoldsAll() {
        plays("""
            - {call: iam/rename, by: ada, task: t, args: {role: x}}
            - {call: iam/rename-all, by: bob, task: u, args: {role: ALL}, expect: {verdict: deny, code: binding-broken, key: role/*}}
            - {call: iam/rename-all, by: ada, task: t, args: {role: ALL}}
            - {call: iam/rename, by: bob, task: u, args: {role: y}, expect: {verdict: deny, code: binding-broken, key: role/y}}
            """);
    }

    @Test
    void whatIsNotDeclaredStandsForNothing() {
        plays("""
            - {call: iam/use, by: ada, task: t, args: {role: '*'}, expect: {verdict: deny, code: argument-invalid}}
            - {call: iam/use, by: ada, task: t, args: {role: null}, expect: {verdict: deny, code: argument-invalid}}
            - {call: iam/sweep, by: ada, task: t, args: {roles: null}, expect: {verdict: deny, code: argument-invalid}}
            - {call: iam/sweep, by: ada, task: t, args: {roles: [x, '*']}, expect: {verdict: deny, code: argument-invalid}}
            """);
    }

    @Test
    void whatCannotBeMeantIsReported() {
        assertThat(faults("{rule: 'true'}")).contains("`rule`");
        assertThat(faults("{role: 'args.role ='}")).contains("IL-");
        assertThat(faults("[role]")).contains("`all`");
    }

    private static String faults(String all) {
        String bundle = BUNDLE.replace("{role: 'args.role == null || args.role == \"ALL\"'}", all);
        return new TextRenderer(false)
                .render(new Played(bundle, CAST).loaded("[]").diagnostics());
    }
}
