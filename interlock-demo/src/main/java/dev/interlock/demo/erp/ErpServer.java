package dev.interlock.demo.erp;

import dev.interlock.server.json.Json;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The demo's ERP as a process: `ErpServer --db FILE` speaks MCP on stdin and stdout; with `--http PORT` (0 for any) it
 * listens on the loopback interface instead, beside MCP with a REST API (`/openapi.yaml` describes it), and says where in one
 * line of JSON on stdout, `{"url": "..."}`. Both end when
 * stdin ends. Logs go to stderr. `--test-faults FOLDER` lets tests make it misbehave, see {@link Faults}.
 *
 * <p>Exit codes: 0 stdin ended, 1 the database cannot be opened, 2 usage error.
 */
public final class ErpServer {
    private static final String USAGE = "usage: ErpServer --db FILE [--http PORT] [--test-faults FOLDER]";

    /** The options of the command line. */
    record Options(Path db, OptionalInt http, Optional<Path> faults) {
        /** Reads the command line; empty if it makes no sense. */
        static Optional<Options> parse(List<String> arguments) {
            Optional<Path> db = Optional.empty();
            OptionalInt http = OptionalInt.empty();
            Optional<Path> faults = Optional.empty();
            Deque<String> rest = new ArrayDeque<>(arguments);
            while (rest.size() >= 2) {
                String option = rest.pop();
                String value = rest.pop();
                switch (option) {
                    case "--db" -> db = Optional.of(Path.of(value));
                    case "--http" -> {
                        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
                            return Optional.empty();
                        }
                        http = OptionalInt.of(Integer.parseInt(value));
                    }
                    case "--test-faults" -> faults = Optional.of(Path.of(value));
                    default -> {
                        return Optional.empty();
                    }
                }
            }
            if (db.isEmpty() || !rest.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Options(db.get(), http, faults));
        }
    }

    private ErpServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Optional<Options> options = Options.parse(List.of(arguments));
        if (options.isEmpty()) {
            System.err.println(USAGE);
            System.exit(2);
        }
        System.exit(run(options.orElseThrow()));
    }

    /** The ERP without faults on the process's standard streams, until the input ends; returns the exit code. */
    public static int run(Path db, OptionalInt http) throws IOException, InterruptedException {
        return run(new Options(db, http, Optional.empty()));
    }

    private static int run(Options options) throws IOException, InterruptedException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        // INVARIANT: stdout carries messages alone; whatever else is printed, by any library, goes to stderr.
        System.setOut(System.err);
        // The SQLite driver logs through SLF4J, which complains at every start when nobody listens.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        return run(options, in, out);
    }

    private static int run(Options options, InputStream in, OutputStream out) throws IOException, InterruptedException {
        Faults faults = Faults.none();
        if (options.faults().isPresent()) {
            Files.createDirectories(options.faults().get());
            faults = Faults.in(options.faults().get());
        }
        try (Store store = Store.open(options.db())) {
            Protocol protocol = new Protocol(store, faults);
            if (options.http().isPresent()) {
                try (HttpDoor door = new HttpDoor(
                        protocol, new RestRoutes(store), options.http().getAsInt())) {
                    out.write(Json.bytes(Json.object().put("url", door.uri().toString())));
                    out.write('\n');
                    out.flush();
                    in.transferTo(OutputStream.nullOutputStream());
                }
            } else {
                new Stdio(protocol, out).serve(in);
            }
            return 0;
        } catch (SQLException e) {
            System.err.println("erp: cannot use the database `" + options.db() + "`: " + e.getMessage());
            return 1;
        }
    }
}
