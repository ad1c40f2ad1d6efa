package dev.interlock.bench.flood;

import dev.interlock.bench.wire.Asker;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tasks that agents open for themselves. */
final class Opened {

    private static final Pattern TASK = Pattern.compile("\"id\":\"(t-\\d+)\"");

    private Opened() {}

    /** @return the id of a new task that is not narrowed */
    static String task(int port, String token) throws IOException {
        try (var asker = new Asker(port)) {
            int status = asker.post("/v1/tasks", token, "{\"intent\":\"work\",\"instruction\":\"work\"}");
            Matcher id = TASK.matcher(asker.body());
            if (status != 201 || !id.find()) {
                throw new IOException("no task was opened: " + asker.body());
            }
            return id.group(1);
        }
    }
}
