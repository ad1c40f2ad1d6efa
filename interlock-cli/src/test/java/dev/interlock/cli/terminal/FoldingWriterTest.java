package dev.interlock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Messages on a terminal: no word is cut at its edge. */
class FoldingWriterTest {

    private static String printed(String text) {
        var out = new ByteArrayOutputStream();
        new FoldingWriter(out, () -> 66).println(text);
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void aLongMessageIsBrokenAtSpaces() {
        assertThat(printed("interlock: there is no configuration file `interlock-server.yaml` here"))
                .isEqualTo("interlock: there is no configuration file `interlock-server.yaml`\nhere\n");
        assertThat(printed("  interlock: there is no configuration file in this folder or above it"))
                .isEqualTo("  interlock: there is no configuration file in this folder or\n  above it\n");
    }

    @Test
    void aLongWordStaysWholeAndColoursTakeNoRoom() {
        String address = "https://example.com/" + "path/".repeat(12);
        assertThat(printed("see " + address)).isEqualTo("see\n" + address + "\n");
        String painted = "\u001b[1m" + "sixty four columns ".repeat(3).strip() + "\u001b[0m of them";
        assertThat(printed(painted)).isEqualTo(painted + "\n");
    }

    @Test
    void aTextOfSeveralLinesIsLaidOutAlready() {
        String lines = "5 |     separate: {duties: [vendor.create, payment.release], per: vendor}\n  |     ^^^^^^^^";
        assertThat(printed(lines)).isEqualTo(lines + "\n");
    }
}
