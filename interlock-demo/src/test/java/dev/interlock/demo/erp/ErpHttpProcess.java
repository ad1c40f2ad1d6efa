package dev.interlock.demo.erp;

import dev.interlock.server.fixture.JsonLinesProcess;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** The ERP's process on HTTP, with its faults. */
public record ErpHttpProcess(JsonLinesProcess process, URI uri) implements AutoCloseable {

    public static ErpHttpProcess start(Path db, Path faults) throws IOException, InterruptedException {
        JsonLinesProcess process = new JsonLinesProcess(
                JavaCommand.of(
                        ErpServer.class, "--db", db.toString(), "--http", "0", "--test-faults", faults.toString()),
                Map.of());
        return new ErpHttpProcess(
                process, URI.create(process.object().path("url").asText()));
    }

    @Override
    public void close() {
        process.close();
    }
}
