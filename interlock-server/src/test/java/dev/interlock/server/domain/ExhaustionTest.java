package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.server.store.SqliteReader;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Out of memory, the process ends, and another one goes on where it was. */
class ExhaustionTest {
    private static final String FLAG = "-XX:+ExitOnOutOfMemoryError";

    @Test
    void theProcessEndsAndAnotherOneGoesOn(@TempDir Path folder) throws Exception {
        List<String> command = new ArrayList<>(
                JavaCommand.of(ExhaustedMain.class, folder.resolve("data").toString()));
        assertThat(command.remove(FLAG)).as("the JVM is not to do it here").isTrue();
        for (int run = 1; run <= 2; run++) {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
            assertThat(process.waitFor())
                    .as(Files.readString(folder.resolve("out")))
                    .isEqualTo(Exhaustion.CODE);
            assertThat(opened(folder.resolve("data"))).isEqualTo(run);
        }
    }

    private static long opened(Path data) throws IOException {
        var tasks = new ArrayList<Event>();
        try (SqliteReader reader = SqliteReader.open(data)) {
            new LedgerReplayer(reader).scan(0, reader.size(), one -> tasks.add(one.event()));
        }
        return tasks.stream().filter(Event.TaskOpened.class::isInstance).count();
    }

    /** Any other thread may be the one that fails. */
    @Test
    void theLauncherHasTheJvmDoIt() throws IOException {
        Path root = Path.of(Objects.requireNonNullElse(System.getProperty("interlock.root"), ".."));
        assertThat(Files.readString(root.resolve("scripts").resolve("java.sh"))).contains(FLAG);
        assertThat(Files.readString(root.resolve("bench").resolve("run"))).contains(FLAG);
    }
}
