package dev.interlock.bench.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator {@code wrk} with one thread and a script, which says what is asked. */
public final class Wrk {

    /** The program that has to be installed. */
    public static final String PROGRAM = "wrk";

    /** Has wrk say what it measured in one line: times in microseconds, its own processor time the last. */
    private static final String REPORT = """

        function done(summary, latency, requests)
          local errors = summary.errors
          io.write(string.format("measured %.0f %.0f %.0f %.0f %.0f %.0f %.0f %.0f\\n",
            summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
            latency.max, os.clock() * 1e6,
            errors.connect + errors.read + errors.write + errors.status + errors.timeout))
        end
        """;

    private static final Pattern MEASURED = Pattern.compile("^measured" + " (\\d+)".repeat(8) + "$", Pattern.MULTILINE);

    /** Longer than any answer may take that is not an error. */
    private static final String TIMEOUT = "10s";

    private final Path script;

    /**
     * @param folder where the script is put
     * @param lua what the script does to make a request; how often it was answered is added
     */
    public Wrk(Path folder, String name, String lua) throws IOException {
        this.script = Files.writeString(folder.resolve(name + ".lua"), lua + REPORT);
    }

    /**
     * The measurements of one run.
     *
     * @param answered requests, all with a status below 400
     * @param p50 in milliseconds, as the other latencies
     * @param cpu of wrk itself
     */
    public record Measured(
            long answered, double perSecond, double p50, double p99, double p999, double longest, Duration cpu) {}

    /**
     * Asks for so long.
     *
     * @param arguments of the script
     * @throws IOException also when one request was not answered, or with an error
     */
    public Measured run(int port, int connections, int seconds, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM,
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                TIMEOUT,
                "-s",
                script.toString(),
                "http://127.0.0.1:" + port,
                "--"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("needs `wrk` (Debian: apt-get install wrk)", e);
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        Matcher measured = MEASURED.matcher(said);
        if (process.waitFor() != 0 || !measured.find()) {
            throw new IOException("wrk failed: " + said);
        }
        if (number(measured, 8) > 0) {
            throw new IOException("some requests failed: " + said);
        }
        return new Measured(
                number(measured, 1),
                number(measured, 1) * 1e6 / number(measured, 2),
                number(measured, 3) / 1e3,
                number(measured, 4) / 1e3,
                number(measured, 5) / 1e3,
                number(measured, 6) / 1e3,
                Duration.of(number(measured, 7), ChronoUnit.MICROS));
    }

    private static long number(Matcher measured, int place) {
        return Long.parseLong(measured.group(place));
    }
}
