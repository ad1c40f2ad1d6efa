package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page of all commands is what the commands say. {@code -Daccept=true} writes it. */
class CommandPageTest {

    private static final Path PAGE =
            Path.of(System.getProperty("interlock.root", "..")).resolve("docs/command-line.md");

    @Test
    void thePageIsWhatTheCommandsSay() throws Exception {
        CommandRun run = CommandRun.of("help", "--all");
        if (Boolean.getBoolean("accept")) {
            Files.writeString(PAGE, run.out());
        }
        assertThat(run.out())
                .as("docs/command-line.md: run this test with -Daccept=true, and read what it wrote")
                .isEqualTo(Files.readString(PAGE));
    }

    @Test
    void everyCommandIsOnIt() {
        String page = CommandPage.of(Main.commandLine());
        for (CommandLine each : Main.commandLine().getSubcommands().values()) {
            all(each).forEach(name -> assertThat(page.lines()).anyMatch(line -> line.matches("#{3,5} " + name)));
        }
    }

    private static TreeSet<String> all(CommandLine line) {
        var names = new TreeSet<String>();
        names.add(line.getCommandSpec().qualifiedName());
        line.getSubcommands().values().forEach(below -> names.addAll(all(below)));
        return names;
    }
}
