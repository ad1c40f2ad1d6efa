package dev.interlock.bench.authzen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator {@code wrk}, with questions of which hardly two are the same. Not thread-safe. */
final class Wrk {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

    private final Path script;
    private final int connections;
    private final Map<Target, Long> answered = new HashMap<>();

    Wrk(Path folder, int connections) throws IOException {
        this.connections = connections;
        this.script =
                Files.writeString(folder.resolve("questions.lua"), """
                local token, path
                function init(args)
                  path, token = args[1], args[2]
                  math.randomseed(4711)
                end
                function request()
                  local headers = {["Content-Type"] = "application/json"}
                  if token ~= "" then headers["Authorization"] = "Bearer " .. token end
                  if path == "/health/live" then return wrk.format("GET", path, headers) end
                  return wrk.format("POST", path, headers, string.format(
                    '{"subject":{"type":"user","id":"person-%d","properties":{"cerbos.roles":["user"]}},'
                    .. '"action":{"name":"write"},'
                    .. '"resource":{"type":"record","id":"record-%d","properties":{"status":"active"}}}',
                    math.random(PEOPLE), math.random(RECORDS)))
                end
                """.replace("PEOPLE", String.valueOf(Desk.PEOPLE))
                        .replace("RECORDS", String.valueOf(Desk.RECORDS)));
    }

    /**
     * Asks for so long.
     *
     * @return answers a second
     * @throws IOException also when one of the answers was not 200
     */
    double run(Target target, int seconds) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(List.of(
                            "wrk",
                            "-t1",
                            "-c" + connections,
                            "-d" + seconds + "s",
                            "-s",
                            script.toString(),
                            "http://127.0.0.1:" + target.port(),
                            "--",
                            target.path(),
                            target.token()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException("needs `wrk` (Debian: apt-get install wrk)", e);
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        Matcher rate = RATE.matcher(said);
        Matcher requests = REQUESTS.matcher(said);
        if (process.waitFor() != 0 || !rate.find() || !requests.find()) {
            throw new IOException("wrk failed: " + said);
        }
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IOException("not everything was answered with 200: " + said);
        }
        answered.merge(target, Long.parseLong(requests.group(1)), Long::sum);
        return Double.parseDouble(rate.group(1));
    }

    /** How many answers there were, in all runs. */
    long answered(Target target) {
        return answered.getOrDefault(target, 0L);
    }
}
