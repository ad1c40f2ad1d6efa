package dev.interlock.server.app;

import dev.interlock.engine.model.ClockReading;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A server as a process, on a machine whose clock is set by a file: by how many milliseconds it is ahead, and the id of the run of the
 * machine. Prints its port, and ends with its standard input.
 */
final class ClockedServerMain {

    private ClockedServerMain() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path clock = clock(folder);
        String config = Files.readString(Served.file(folder));
        try (Served served = Served.of(folder, config, Map.of(), (Clocks) () -> read(clock))) {
            System.out.println(served.start().port());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    static Path clock(Path folder) {
        return folder.resolve("clock");
    }

    private static ClockReading read(Path clock) {
        try {
            String[] parts = Files.readString(clock).split(" ", -1);
            long now = System.currentTimeMillis();
            return ClockReading.of(now + Long.parseLong(parts[0]), parts[1], now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
