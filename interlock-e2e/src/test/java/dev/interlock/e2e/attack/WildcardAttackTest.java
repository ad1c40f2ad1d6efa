package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.e2e.attack.RolesTarget.Door;
import dev.interlock.e2e.attack.RolesTarget.Said;
import dev.interlock.engine.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A creator of a role does not purge it among all, however all are said, at whichever door. */
class WildcardAttackTest {

    /** By arguments: the tool. All of these say all. */
    private static final Map<String, String> ALL = new LinkedHashMap<>();
    /** None of these does as the catalogue has it, whatever a server makes of them. */
    private static final Map<String, String> OTHERWISE = new LinkedHashMap<>();

    static {
        ALL.put("{\"role\":\"ALL\"}", "purgeRoles");
        ALL.put("{\"role\":null}", "purgeRoles");
        ALL.put("{}", "purgeRoles");
        ALL.put("{\"roles\":[]}", "sweepRoles");
        ALL.put("{ }", "sweepRoles");
        for (String role : new String[] {
            "\"all\"",
            "\"All\"",
            "\"\uff21\uff2c\uff2c\"",
            "\"AL\u0323L\"",
            "\" ALL\"",
            "\"ALL \"",
            "\"ALL\\u0000\"",
            "\"ALL\\u200b\"",
            "\"*\"",
            "\"%\"",
            "\"\"",
            "[\"ALL\"]",
            "[]",
            "{\"in\":\"ALL\"}",
            "true",
            "0"
        }) {
            OTHERWISE.put("{\"role\":" + role + "}", "purgeRoles");
        }
        OTHERWISE.put("{\"role\":\"r-9\",\"Role\":\"ALL\"}", "purgeRoles");
        OTHERWISE.put("{\"role\":\"r-9\",\"r\uff4fle\":\"ALL\"}", "purgeRoles");
        OTHERWISE.put("{\"Role\":\"ALL\"}", "purgeRoles");
        OTHERWISE.put("{\"role\":\"r-9\",\"role\":\"ALL\"}", "purgeRoles");
        OTHERWISE.put("{\"roles\":[\"ALL\"]}", "sweepRoles");
        OTHERWISE.put("{\"roles\":[\"*\"]}", "sweepRoles");
        OTHERWISE.put("{\"roles\":[null]}", "sweepRoles");
        OTHERWISE.put("{\"roles\":[[]]}", "sweepRoles");
        OTHERWISE.put("{\"roles\":\"ALL\"}", "sweepRoles");
    }

    private static void assertNeither(RolesTarget target, Door door, String who, String task) {
        ALL.forEach((arguments, tool) -> {
            Said said = target.call(door, who, task, tool, arguments);
            assertThat(said.verdict())
                    .as("%s %s: %s", tool, arguments, said.text())
                    .isEqualTo("duty-conflict");
        });
        OTHERWISE.forEach((arguments, tool) -> {
            Said said = target.call(door, who, task, tool, arguments);
            assertThat(said.verdict())
                    .as("%s %s: %s", tool, arguments, said.text())
                    .isIn("argument-invalid", "refused");
        });
        assertThat(target.roles.purged).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whoCreatedARolePurgesItAmongAllAtNoDoor(Door door, @TempDir Path folder) throws IOException {
        try (RolesTarget target = new RolesTarget(folder)) {
            String task = target.task("ada", "ada", "");
            Said created = target.call(door, "ada", task, "createRole", "{\"name\":\"x\"}");
            assertThat(created.permitted()).as(created.text()).isTrue();
            assertNeither(target, door, "ada", task);
            target.restart();
            assertNeither(target, door, "ada", task);

            // Another task, another session and another role change nothing; who has nothing to do with it is not
            // stopped.
            assertNeither(target, door, "ada", target.task("ada", "ada", ""));
            String bobs = target.task("bob", "bob", "");
            assertThat(target.call(door, "ada", task, "purgeRoles", "{\"role\":\"r-900\"}")
                            .permitted())
                    .isTrue();
            assertThat(target.call(door, "bob", bobs, "purgeRoles", "{\"role\":\"ALL\"}")
                            .permitted())
                    .isTrue();
            assertThat(target.roles.purged).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void noSubAgentDoesItForWhoCreatedARole(Door door, @TempDir Path folder) throws IOException {
        try (RolesTarget target = new RolesTarget(folder)) {
            String task = target.task("ada", "ada", "");
            String below = target.task("ada", "helper", task);
            Said created = target.call(door, "ada", task, "createRole", "{\"name\":\"x\"}");
            assertThat(created.permitted()).as(created.text()).isTrue();
            assertNeither(target, door, "helper", below);
            target.restart();
            assertNeither(target, door, "helper", below);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void noSubAgentCreatesWhatItsPlannerPurges(Door door, @TempDir Path folder) throws IOException {
        try (RolesTarget target = new RolesTarget(folder)) {
            String task = target.task("ada", "ada", "");
            String below = target.task("ada", "helper", task);
            Said created = target.call(door, "helper", below, "createRole", "{\"name\":\"x\"}");
            assertThat(created.permitted()).as(created.text()).isTrue();
            assertNeither(target, door, "ada", task);
        }
    }

    /** A role that was created at one door is among all at the others, and who purged all at one creates none at the others. */
    @Test
    void theDoorsAreOneHistory(@TempDir Path folder) throws IOException {
        try (RolesTarget target = new RolesTarget(folder)) {
            String adas = target.task("ada", "ada", "");
            assertThat(target.call(Door.REST, "ada", adas, "createRole", "{\"name\":\"x\"}")
                            .permitted())
                    .isTrue();
            for (Door door : Door.values()) {
                assertNeither(target, door, "ada", adas);
            }
            String bobs = target.task("bob", "bob", "");
            assertThat(target.call(Door.AUTHZEN, "bob", bobs, "purgeRoles", "{\"role\":\"ALL\"}")
                            .permitted())
                    .isTrue();
            target.restart();
            for (Door door : Door.values()) {
                Said said = target.call(door, "bob", bobs, "createRole", "{\"name\":\"y\"}");
                assertThat(said.verdict()).as(said.text()).isEqualTo("duty-conflict");
            }
        }
    }

    /** A filter of the query that is left out, empty, said twice or written otherwise. */
    @Test
    void aFilterThatIsLeftOutIsAllInAQueryToo(@TempDir Path folder) throws IOException {
        try (RolesTarget target = new RolesTarget(folder)) {
            String task = target.task("ada", "ada", "");
            assertThat(target.call(Door.REST, "ada", task, "createRole", "{\"name\":\"x\"}")
                            .permitted())
                    .isTrue();
            for (String query : new String[] {"", "?", "?role=ALL", "?role=%41LL"}) {
                Said said = target.rest("ada", task, "DELETE", "/roles" + query, "");
                assertThat(said.verdict()).as(query + ": " + said.text()).isEqualTo("duty-conflict");
            }
            for (String query : new String[] {
                "?role=",
                "?role",
                "?role=all",
                "?role=%EF%BC%A1%EF%BC%AC%EF%BC%AC",
                "?role=ALL%00",
                "?role=+ALL",
                "?role=r-9&role=ALL",
                "?role%5B%5D=ALL",
                "?Role=ALL",
                "?role=r-9&Role=ALL",
                "?role=*"
            }) {
                Said said = target.rest("ada", task, "DELETE", "/roles" + query, "");
                assertThat(said.verdict()).as(query + ": " + said.text()).isIn("argument-invalid", "refused");
            }
            assertThat(target.roles.purged).isEmpty();
            assertThat(target.rest("ada", task, "DELETE", "/roles?role=r-900", "")
                            .permitted())
                    .isTrue();
            assertThat(target.recorded(Event.CallReserved.class)).hasSize(2);
        }
    }
}
