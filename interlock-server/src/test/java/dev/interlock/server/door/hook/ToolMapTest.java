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
                new HookEvent.ToolAsked(place, new CallName("c", true), tool, Trees.object(input), "/home/dev/shop"),
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

    @Test
    void wordsForPeopleAreNoPartOfACall() {
        assertThat(map("WebFetch", "{\"url\": \"u\", \"description\": \"a\"}"))
                .isEqualTo(map("WebFetch", "{\"url\": \"u\", \"description\": \"b\"}"));
    }
}
