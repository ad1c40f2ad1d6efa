package dev.interlock.server.door.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Trees;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools of the programs in the words that all of them share. */
class ToolMapTest {

    private static CodingCall map(String tool, String input) {
        var place = new HookEvent.Place("s", Optional.empty());
        return ToolMap.map(
                new HookEvent.ToolAsked(
                        place, new CallName("c", true), tool, Optional.empty(), Trees.object(input), "/home/dev/shop"),
                "shop");
    }

    private static CodingCall patch(String... lines) {
        return map("apply_patch", "{\"command\": \"" + String.join("\\n", lines) + "\"}");
    }

    @Test
    void eachFileOfAPatchIsNamed() {
        CodingCall call = patch(
                "*** Begin Patch",
                "*** Add File: a.txt",
                "+*** Delete File: no",
                "*** Update File: src/../b",
                "*** Move to: /etc/c",
                "@@",
                "-x",
                "*** End of File",
                "*** Delete File: d",
                "*** End Patch");
        assertThat(call.tool()).isEqualTo("patch");
        assertThat(call.arguments().get("paths"))
                .isEqualTo(List.of("/home/dev/shop/a.txt", "/home/dev/shop/b", "/etc/c", "/home/dev/shop/d"));
    }

    @Test
    void aPatchThatIsNotReadIsAnUnknownTool() {
        assertThat(patch("*** Begin Patch", "*** Add File: a", "*** Rename File: b", "*** End Patch")
                        .tool())
                .isEqualTo("tool");
        assertThat(patch("nothing").tool()).isEqualTo("tool");
        assertThat(patch("*** Add File: a\\r/../.git/config").tool()).isEqualTo("tool");
        assertThat(patch("*** Add File: .g\u200cit/config").tool()).isEqualTo("tool");
        assertThat(map("apply_patch", "{\"command\": \"*** Add File: a\", \"input\": \"*** Add File: b\"}")
                        .tool())
                .isEqualTo("tool");
        assertThat(map("apply_patch", "{\"command\": 1}").tool()).isEqualTo("tool");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "./a/b",
                "/home/dev/shop/a/b",
                "a//b",
                "a/x/../b",
                "/home/dev/../../home/dev/shop/a/b",
                "../../../../home/dev/shop/a/b"
            })
    void oneFileHasOnePath(String path) {
        assertThat(map("Read", "{\"file_path\": \"" + path + "\"}").arguments().get("path"))
                .isEqualTo("/home/dev/shop/a/b");
    }

    @Test
    void anInputThatIsNotAsExpectedMakesAnUnknownTool() {
        assertThat(map("Bash", "{\"command\": [\"ls\"]}").tool()).isEqualTo("tool");
        assertThat(map("Write", "{\"file_path\": 7}").tool()).isEqualTo("tool");
        assertThat(map("WebFetch", "{}").tool()).isEqualTo("tool");
        assertThat(map("Other", "{\"path\": \"a\"}").tool()).isEqualTo("tool");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file_path\": \"a\", \"path\": \".env\"}",
                "{\"path\": \"a\", \"target_file\": \"b\"}",
                "{\"file_path\": \"a\", \"edits\": [{\"file_path\": \"b\"}]}",
                "{\"file_path\": \"a\", \"absolute_path\": 7}",
                "{\"file_path\": [\"a\", \"b\"]}",
                "{\"file_path\": \"a\u200c\"}"
            })
    void anInputThatNamesFilesInTwoWaysMakesAnUnknownTool(String input) {
        for (String tool : List.of("Read", "Write", "Grep", "read_file", "WebFetch")) {
            assertThat(map(tool, input).tool()).as(tool).isEqualTo("tool");
        }
    }

    @Test
    void aSearchSaysWhichFilesItReads() {
        assertThat(map("Grep", "{\"pattern\": \"x\", \"glob\": \".env\"}").arguments())
                .containsEntry("filter", ".env")
                .containsEntry("path", "/home/dev/shop");
        assertThat(map("glob", "{\"pattern\": \"*\", \"dir_path\": \"../.ssh\"}")
                        .arguments())
                .containsEntry("path", "/home/dev/.ssh");
        assertThat(map("Grep", "{\"glob\": \"a\", \"include\": \"b\"}").tool()).isEqualTo("tool");
    }

    @Test
    void aShellIsInTheFolderThatItIsTold() {
        CodingCall call = map("run_shell_command", "{\"command\": \"touch a\", \"dir_path\": \"src\"}");
        assertThat(call.arguments())
                .containsEntry("folder", "/home/dev/shop/src")
                .containsEntry("changed", List.of("/home/dev/shop/src/a"))
                .containsEntry("unread", "");
        for (String more : List.of(
                "\"dir_path\": 7", "\"cwd\": \"a\", \"workdir\": \"b\"", "\"dangerouslyDisableSandbox\": true")) {
            assertThat(map("Bash", "{\"command\": \"ls\", " + more + "}")
                            .arguments()
                            .get("unread"))
                    .as(more)
                    .isNotEqualTo("");
        }
        assertThat(map("Bash", "{\"command\": \"ls\", \"timeout\": 7, \"run_in_background\": true}")
                        .arguments())
                .containsEntry("unread", "");
    }

    @Test
    void aFileCountsInEachFolderThatACommandMayBeIn() {
        assertThat(map("Bash", "{\"command\": \"cd a && touch b; cd ~; touch c\"}")
                        .arguments()
                        .get("changed"))
                .isEqualTo(List.of(
                        "/home/dev/shop/b", "/home/dev/shop/a/b", "/home/dev/shop/c", "/home/dev/shop/a/c", "/~/c"));
        String far = "cd a && ".repeat(2_000) + "ls";
        assertThat(map("Bash", "{\"command\": \"" + far + "\"}").arguments().get("unread"))
                .isEqualTo("it names more folders or files than are checked");
    }

    @Test
    void aDriveIsNoFolderThatOneLeaves() {
        assertThat(map("Write", "{\"file_path\": \"C:/../.claude/x\"}")
                        .arguments()
                        .get("path"))
                .isEqualTo("C:/.claude/x");
        assertThat(map("Write", "{\"file_path\": \".claude/a\\\\..\\\\..\\\\b\"}")
                        .arguments()
                        .get("path"))
                .isEqualTo("/home/dev/shop/.claude/a\\..\\..\\b");
    }

    @Test
    void wordsForPeopleAreNoPartOfACall() {
        assertThat(map("WebFetch", "{\"url\": \"u\", \"description\": \"a\"}"))
                .isEqualTo(map("WebFetch", "{\"url\": \"u\", \"description\": \"b\"}"));
    }
}
