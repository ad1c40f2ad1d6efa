package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A call about all clients counts on each of them, and meets what was done on any: for duties that nobody does both of, and for
 * duties that one party does alone.
 */
class AboutAllTest {

    /** Two calls by {@link #first} and {@link #second} are one too many on one key. */
    private enum Kind {
        SEPARATE("ada/one", "abe/one", "duty_conflict deny %s by owner %d:open"),
        BIND("ada/one", "ben/two", "binding_broken deny %s by owner %d:open|pay");

        private final String first;
        private final String second;
        private final String finding;

        Kind(String first, String second, String finding) {
            this.first = first;
            this.second = second;
            this.finding = finding;
        }

        private Rule rule() {
            return this == SEPARATE
                    ? new Rule.Separate(
                            Desk.head("R"),
                            List.of(Set.of("open"), Set.of("pay")),
                            "client",
                            OptionalLong.empty(),
                            1,
                            Optional.empty())
                    : new Rule.Bind(Desk.head("R"), Set.of("open", "pay"), "client", OptionalLong.empty(), "owner");
        }

        private String told(String key, long witness) {
            return finding.formatted(key, witness);
        }
    }

    private static List<String> pays(Desk desk, Kind kind, String key) {
        desk.restart();
        return desk.by(kind.second, "pay").on(key).tried();
    }

    private static List<String> paysAll(Desk desk, Kind kind) {
        desk.restart();
        return desk.by(kind.second, "pay").all("client").tried();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasDoneOnAnyIsMetByACallAboutAll(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        assertThat(paysAll(desk, kind)).isEmpty();
        desk.by(kind.first, "open").on("client/2").done();
        long open = desk.by(kind.first, "open").on("client/1").open();
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", open));
        assertThat(desk.by(kind.first, "open").all("client").tried()).isEmpty();
        desk.succeed(open);
        desk.pass(1);
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", open));
    }

    @ParameterizedTest
    @EnumSource
    void whatFailedIsMetByNone(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        long open = desk.by(kind.first, "open").on("client/1").open();
        desk.fail(open);
        assertThat(paysAll(desk, kind)).isEmpty();
        long all = desk.by(kind.first, "open").all("client").open();
        assertThat(pays(desk, kind, "client/1")).containsExactly(kind.told("client/1", all));
        desk.fail(all);
        assertThat(pays(desk, kind, "client/1")).isEmpty();
        assertThat(paysAll(desk, kind)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aCallAboutAllLiesOnEachAndOnThoseToCome(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        desk.by("zoe/zero", "make").creates("client").done("client/1");
        long all = desk.by(kind.first, "open").all("client").done();
        desk.by("zoe/zero", "make").creates("client").done("client/2");
        assertThat(pays(desk, kind, "client/1")).containsExactly(kind.told("client/1", all));
        assertThat(pays(desk, kind, "client/2")).containsExactly(kind.told("client/2", all));
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", all));
        assertThat(desk.by(kind.second, "pay").creates("client").tried())
                .as("on the new one")
                .containsExactly(kind.told("client/*", all).replace(" client/*", ""));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCreatedIsOneOfAll(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        long creating = desk.by(kind.first, "open").creates("client").open();
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", creating));
        desk.succeed(creating, "client/1");
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", creating));
        Desk other = Desk.wide(kind.rule());
        other.fail(other.by(kind.first, "open").creates("client").open());
        other.by(kind.first, "open").on("sector/1").ask();
        assertThat(paysAll(other, kind)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anUnclearOutcomeMayBeOnOneOfAll(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        desk.by("zoe/zero", "make").creates("file", "client/1").done("file/1");
        long creating = desk.by(kind.first, "open").creates("file", "client/2").open();
        long other = desk.by(kind.first, "open").creates("file", "client/2").open();
        desk.succeed(other, "file/3");
        desk.loseSight(creating, "file/1");
        assertThat(pays(desk, kind, "client/1")).containsExactly(kind.told("client/1", creating));
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", creating));
    }

    /** The call may turn out to be on any client that there is. */
    @ParameterizedTest
    @EnumSource
    void aCallThatMayChangeOneInsteadOfCreatingItLiesOnAllWhileItIsOpen(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        for (int client = 1; client <= 3; client++) {
            desk.by("zoe/zero", "make").creates("client").done("client/" + client);
        }
        long upsert = desk.by(kind.first, "open").upserts("client", "sector").open();
        assertThat(pays(desk, kind, "client/1")).containsExactly(kind.told("client/1", upsert));
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", upsert));
        desk.succeed(upsert, "client/2");
        assertThat(desk.toldLast()).isEmpty();
        assertThat(pays(desk, kind, "client/1")).isEmpty();
        assertThat(pays(desk, kind, "client/2")).containsExactly(kind.told("client/2", upsert));
        assertThat(desk.by(kind.second, "pay").upserts("client", "sector").tried())
                .containsExactly(kind.told("client/*", upsert));
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", upsert));
    }

    @ParameterizedTest
    @EnumSource
    void ofCallsOnSeveralKeysTheMostRecentIsTold(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        long all = desk.by(kind.first, "open").all("client").done();
        desk.pass(1);
        long one = desk.by(kind.first, "open").on("client/1").done();
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", one));
        assertThat(pays(desk, kind, "client/1")).containsExactly(kind.told("client/1", one));
        assertThat(pays(desk, kind, "client/2")).containsExactly(kind.told("client/2", all));
        long open = desk.by(kind.first, "open").all("client").open();
        assertThat(paysAll(desk, kind)).containsExactly(kind.told("client/*", open));
        desk.by(kind.first, "open").on("client/1", "client/2").done();
        assertThat(pays(desk, kind, "client/2")).containsExactly(kind.told("client/2", open));
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatTakesThePlaceOfOneDoesNotMeetIt(Kind kind) {
        Desk desk = Desk.wide(kind.rule());
        long all = desk.by(kind.first, "open").all("client").open();
        long next = desk.by(kind.first, "pay").on("client/1").continues(all).open();
        assertThat(pays(desk, kind, "client/2")).isEmpty();
        desk.fail(next);
        assertThat(paysAll(desk, kind)).isEmpty();
    }
}
