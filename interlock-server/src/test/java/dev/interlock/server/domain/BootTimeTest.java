package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.ClockReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Boot time where there is any: what the kernel itself says. */
class BootTimeTest {

    @Test
    void isThatOfTheKernel() throws IOException {
        Path uptime = Path.of("/proc/uptime");
        Optional<BootTime> boot = BootTime.ofThisMachine();
        assertThat(boot.isPresent()).isEqualTo(Files.exists(uptime));
        if (boot.isPresent()) {
            double before = seconds(uptime);
            long millis = boot.get().millis();
            double after = seconds(uptime);
            // the kernel's file has hundredths
            assertThat(millis / 1e3).isBetween(before - 0.02, after + 0.02);
            assertThat(boot.get().id()).isNotBlank();
        }
    }

    private static double seconds(Path uptime) throws IOException {
        return Double.parseDouble(Files.readString(uptime).split(" ", -1)[0]);
    }

    @Test
    void goesOnWithTheWallClock() {
        ClockReading one = Clocks.system().read();
        ClockReading other = Clocks.system().read();
        assertThat(other.wallMillis()).isGreaterThanOrEqualTo(one.wallMillis());
        assertThat(other.isOfSameBoot(one)).isEqualTo(one.boot().isPresent());
    }
}
