package dev.interlock.bench.authzen;

import dev.interlock.bench.wire.Wrk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Questions of which hardly two are the same, asked by {@code wrk}. Not thread-safe. */
final class Questions {

    private final Wrk wrk;
    private final int connections;
    private final Map<Target, Long> answered = new HashMap<>();

    Questions(Path folder, int connections) throws IOException {
        this.connections = connections;
        this.wrk = new Wrk(folder, "questions", """
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
     */
    double ask(Target target, int seconds) throws IOException, InterruptedException {
        Wrk.Measured measured = wrk.run(target.port(), connections, seconds, target.path(), target.token());
        answered.merge(target, measured.answered(), Long::sum);
        return measured.perSecond();
    }

    /** The number of answers, in all runs. */
    long answered(Target target) {
        return answered.getOrDefault(target, 0L);
    }
}
