package dev.interlock.e2e.flow;

import dev.interlock.server.upstream.stdio.JavaCommand;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An MCP server of an office, over stdio, made with the official Java SDK: mail, web or bank. It returns files of a folder, and
 * writes what it does into the file {@code done.txt} there.
 */
public final class OfficeServer {

    /** The mail that `read_mail` returns, as JSON. */
    static final String MAIL = "mail.json";
    /** The page that `fetch` returns, whatever the address. */
    static final String PAGE = "page.txt";

    private static final String DONE = "done.txt";

    private final Path folder;

    private OfficeServer(Path folder) {
        this.folder = folder;
    }

    /** The command line of such a server. */
    static List<String> command(String kind, Path folder) {
        return JavaCommand.of(OfficeServer.class, kind, folder.toString());
    }

    /** Returns the acts of the servers of a folder, a line for each call. */
    static List<String> done(Path folder) throws IOException {
        Path file = folder.resolve(DONE);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    static void forgetDone(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(DONE));
    }

    public static void main(String[] arguments) {
        var office = new OfficeServer(Path.of(arguments[1]));
        var server = McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper()))
                .serverInfo(arguments[0], "1")
                .capabilities(McpSchema.ServerCapabilities.builder().tools(true).build());
        switch (arguments[0]) {
            case "mail" ->
                server.toolCall(tool("read_mail"), (exchange, request) -> office.structured(MAIL))
                        .toolCall(tool("send_mail", "to", "body"), (exchange, request) -> office.act(request))
                        .build();
            case "web" ->
                server.toolCall(tool("fetch", "url"), (exchange, request) -> office.text(PAGE))
                        .build();
            case "bank" ->
                server.toolCall(tool("pay", "to", "amount"), (exchange, request) -> office.act(request))
                        .toolCall(tool("add_payee", "name", "to"), (exchange, request) -> office.act(request))
                        .toolCall(tool("remove_payee", "to"), (exchange, request) -> office.act(request))
                        .build();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static McpSchema.Tool tool(String name, String... arguments) {
        Map<String, Object> properties =
                Stream.of(arguments).collect(Collectors.toMap(each -> each, each -> Map.of("type", "string")));
        return McpSchema.Tool.builder(
                        name, Map.of("type", "object", "properties", properties, "required", List.of(arguments)))
                .build();
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CallToolResult text(String file) {
        return CallToolResult.builder().addTextContent(read(file)).build();
    }

    private CallToolResult structured(String file) {
        return CallToolResult.builder()
                .structuredContent(McpJsonDefaults.getMapper(), read(file))
                .addTextContent(read(file))
                .build();
    }

    private CallToolResult act(McpSchema.CallToolRequest request) {
        try {
            Files.writeString(
                    folder.resolve(DONE),
                    request.name() + " " + request.arguments().get("to") + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CallToolResult.builder().addTextContent("done").build();
    }
}
