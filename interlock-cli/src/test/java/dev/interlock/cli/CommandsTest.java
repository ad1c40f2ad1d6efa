package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {

    private static final Surroundings NOWHERE = new Surroundings(Map.of(), false);

    private static Set<String> made(String... args) {
        return Main.commandLine(NOWHERE, args).getSubcommands().keySet();
    }

    @Test
    void aCommandIsMadeWithoutTheOthers() {
        assertThat(made("serve", "--check")).containsExactly("serve");
        assertThat(made("init")).containsExactlyInAnyOrder("init", "serve");
    }

    @Test
    void allAreMadeWhereOneLooksAtThem() {
        Set<String> all = Main.commandLine(NOWHERE).getSubcommands().keySet();
        assertThat(all).hasSizeGreaterThan(40);
        assertThat(made()).isEqualTo(all);
        assertThat(made("help", "serve")).isEqualTo(all);
        assertThat(made("--help")).isEqualTo(all);
        assertThat(made("srve")).isEqualTo(all);
    }

    @Test
    void anArgumentMeansTheSameWhicheverWereMade() {
        for (String command : Main.commandLine(NOWHERE).getSubcommands().keySet()) {
            assertThat(said(Main.commandLine(NOWHERE, new String[] {command, "--help"}), command, "--help"))
                    .isEqualTo(said(Main.commandLine(NOWHERE), command, "--help"));
        }
    }

    private static String said(CommandLine line, String... args) {
        var said = new StringWriter();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        return line.execute(args) + "\n" + said;
    }
}
