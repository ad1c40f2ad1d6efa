package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.ClockEvent;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, and whose clock is set before it starts again in the same run of its machine. */
class ClockKilledTest {

    @TempDir
    private Path folder;

    private Process process;
    private int port;

    private void set(Duration ahead) throws IOException {
        Path next = Files.writeString(folder.resolve("clock.next"), ahead.toMillis() + " one-run");
        Files.move(
                next,
                ClockedServerMain.clock(folder),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void start() throws IOException {
        process = new ProcessBuilder(JavaCommand.of(ClockedServerMain.class, folder.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        port = Integer.parseInt(process.inputReader().readLine());
    }

    @AfterEach
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // kill -9
        process.waitFor();
    }

    @Test
    void noticesTheJumpWhenItStartsAgain() throws Exception {
        Files.writeString(Served.file(folder), ClockStage.configured(folder));
        var stage = new ClockStage(folder, () -> port);
        set(Duration.ZERO);
        start();
        stage.create();
        int tried = 0;
        int unnoticed = 0;
        for (Duration by : new Duration[] {Duration.ofDays(400), Duration.ofDays(-400), Duration.ofHours(1)}) {
            kill();
            set(by);
            start();
            tried++;
            unnoticed += stage.isHeld() ? 0 : 1;
            kill();
            start();
            assertThat(stage.isHeld()).as("through another kill").isTrue();
            set(Duration.ZERO);
            assertThat(stage.confirm(ClockStage.ADAM, System.currentTimeMillis())
                            .status())
                    .isEqualTo(200);
            stage.assertDecidesAsBefore();
        }
        System.out.println("clocks of a killed server: " + tried + " tried, " + unnoticed + " unnoticed");
        assertThat(unnoticed).isZero();
        assertThat(stage.recorded(ClockEvent.Doubted.class)).hasSize(tried);
    }
}
