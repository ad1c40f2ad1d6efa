package dev.interlock.bench.console;

import dev.interlock.bench.wire.Asker;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The questions of the bench to the API beside the browser, one connection for each. */
final class Person {

    private static final Pattern LINK = Pattern.compile("\"link\":\"([^\"]+)\"");
    private static final Pattern INDEXED = Pattern.compile("\"indexed\":(\\d+)");
    private static final Pattern SIZE = Pattern.compile("\"size\":(\\d+)");
    private static final Pattern TASK = Pattern.compile("\"id\":\"(t-\\d+)\"");
    private static final Pattern CALL = Pattern.compile("(c-\\d+)");

    private final int port;
    private final Site site;

    Person(int port, Site site) {
        this.port = port;
        this.site = site;
    }

    /** A link by which the approver signs in to the console. */
    String signInLink() throws IOException {
        try (var asker = new Asker(port)) {
            asker.post("/v1/console/links", site.approver(), "{}");
            return found(LINK, asker.body());
        }
    }

    /** Returns whether the server knows what each entry of its record is about. */
    boolean isIndexed() throws IOException {
        try (var asker = new Asker(port)) {
            int status = asker.get("/v1/entries?limit=1", site.approver(), "none");
            if (status != 200) {
                throw new IOException("the record cannot be searched: " + asker.body());
            }
            return found(INDEXED, asker.body()).equals(found(SIZE, asker.body()));
        }
    }

    /** Reads a resource below {@code /v1} as the approver: the milliseconds until all of it had come. */
    double read(String resource) throws IOException {
        try (var asker = new Asker(port)) {
            long began = System.nanoTime();
            int status = asker.get("/v1/" + resource, site.approver(), "none");
            if (status != 200) {
                throw new IOException(resource + " was answered with " + status + ": " + asker.body());
            }
            return (System.nanoTime() - began) / 1e6;
        }
    }

    /** Opens a task for an agent, by itself: its id. */
    String openTask(int agent) throws IOException {
        try (var asker = new Asker(port)) {
            asker.post(
                    "/v1/tasks",
                    site.token(agent),
                    "{\"intent\":\"" + Site.INTENT + "\",\"instruction\":\"Keep the records\"}");
            return found(TASK, asker.body());
        }
    }

    /** Has an agent write a record: the id of the call. */
    String write(int agent, String task, String record) throws IOException {
        try (var asker = new Asker(port)) {
            asker.post(
                    "/rest/" + Site.SERVER + "/write/" + record, site.token(agent), task, "{\"text\":\"as agreed\"}");
            return found(CALL, asker.decision());
        }
    }

    private static String found(Pattern pattern, String body) throws IOException {
        Matcher matcher = pattern.matcher(body);
        if (!matcher.find()) {
            throw new IOException("an unexpected answer from the server: " + body);
        }
        return matcher.group(1);
    }
}
