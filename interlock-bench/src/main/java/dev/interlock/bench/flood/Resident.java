package dev.interlock.bench.flood;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The part of a process that is in memory, looked at once a second, as Linux tells it. */
final class Resident implements AutoCloseable {

    private record Sample(long at, double mb) {}

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final CopyOnWriteArrayList<Sample> samples = new CopyOnWriteArrayList<>();
    private final Path status;

    Resident(long pid) throws IOException {
        status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            throw new IOException("the memory of a process is read from /proc, which only Linux has");
        }
        var _ = clock.scheduleAtFixedRate(this::look, 0, 1, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    double kilobytes = Double.parseDouble(line.replaceAll("[^0-9]", ""));
                    samples.add(new Sample(System.nanoTime(), kilobytes / 1024));
                }
            }
        } catch (IOException e) {
            // The process is gone; what was seen stays.
        }
    }

    double most() {
        return samples.stream().mapToDouble(Sample::mb).max().orElse(0);
    }

    /** The growth from so many seconds before the last look to that look. */
    double growth(int seconds) {
        Sample last = samples.getLast();
        long from = last.at() - TimeUnit.SECONDS.toNanos(seconds);
        Sample first = samples.stream()
                .filter(sample -> sample.at() >= from)
                .findFirst()
                .orElse(last);
        return last.mb() - first.mb();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
