package dev.interlock.e2e;

import dev.interlock.cli.Main;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code interlock serve} in a process of its own, that can be killed. What it prints and writes is searched for secrets. */
public final class ServeProcess implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("interlock: `.*` listens on (http://[0-9.:]+), policy .*");
    private static final int KILLED = 128 + 9;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final BufferedReader said;
    private final Path out;
    private final URI url;

    private ServeProcess(Process process, BufferedReader said, Path out, URI url) {
        this.process = process;
        this.said = said;
        this.out = out;
        this.url = url;
    }

    /** Writes the configuration: one upstream over HTTP, with a credential of its own. */
    static Path configure(Path folder, Path bundle, URI erp, TestParties troupe) throws IOException {
        String text = """
                domain: e2e.example.com
                listen: 127.0.0.1:0
                data: data
                bundle: %s
                upstreams:
                  erp: {url: "%s", timeout: 60s, headers: {X-Erp-Key: {from-env: ERP_KEY}}}
                %s""".formatted(bundle.toAbsolutePath(), erp, troupe.yaml());
        return Files.writeString(folder.resolve("interlock-server.yaml"), text);
    }

    /** Starts it and waits until it listens. @param log where its standard error goes */
    public static ServeProcess start(Path config, Path log, String erpKey) throws IOException, InterruptedException {
        Leaks.RUN.ofUpstream("ERP_KEY", erpKey);
        Leaks.RUN.written(log);
        List<String> command = new ArrayList<>(JavaCommand.of(Main.class, "serve", "--config", config.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(Map.of("ERP_KEY", erpKey));
        Process process = builder.start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String line = firstLine(process, said);
        Matcher matcher = LISTENS.matcher(String.valueOf(line));
        if (!matcher.matches()) {
            process.destroyForcibly();
            throw new AssertionError("the server did not start: " + line + "\n" + Files.readString(log));
        }
        Leaks.RUN.written(config.resolveSibling("data"));
        Path out = log.resolveSibling("out");
        Files.writeString(out, line + "\n");
        Leaks.RUN.written(out);
        return new ServeProcess(process, said, out, URI.create(matcher.group(1)));
    }

    /** From one that says nothing for too long: what its threads were doing. */
    private static String firstLine(Process process, BufferedReader said) throws IOException, InterruptedException {
        CompletableFuture<String> line =
                CompletableFuture.supplyAsync(() -> said.lines().findFirst().orElse("nothing"));
        try {
            return line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.toHandle().destroy();
            var unused = process.waitFor(10, TimeUnit.SECONDS);
            process.destroyForcibly();
            return line.join() + said.lines().collect(Collectors.joining("\n"));
        }
    }

    public URI url() {
        return url;
    }

    /** {@code kill -9}: it gets no chance to do anything any more. */
    public void kill() throws IOException, InterruptedException {
        Leaks.RUN.processes();
        new ProcessBuilder("kill", "-9", Long.toString(process.pid())).start().waitFor();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != KILLED) {
            throw new AssertionError("the server was not killed");
        }
        readRest();
    }

    /** Asks it to stop, as an init system does, and waits until it has. */
    void stop() throws IOException, InterruptedException {
        Leaks.RUN.processes();
        process.toHandle().destroy(); // as Process would, but what it prints can still be read
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not stop");
        }
        readRest();
    }

    /** What it has printed since it listens. */
    private void readRest() throws IOException {
        Files.write(out, said.lines().toList(), StandardOpenOption.APPEND);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
