package dev.interlock.bench.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The calls of a {@link Client} as a script of {@code wrk}, in the name of all agents. */
final class Script {

    private static final String FORM = "calls.lua";
    private static final String END = "\r\n\r\n";

    private Script() {}

    /** The script for calls to a server that takes so long. */
    static String of(Target target, int delay) throws IOException {
        String heads = IntStream.range(0, Stage.AGENTS)
                .mapToObj(agent -> new String(target.call(agent, delay), ISO_8859_1))
                .map(call -> quoted(call.substring(0, call.indexOf(END) + END.length())))
                .collect(Collectors.joining(",\n  "));
        String parts = Stream.of(Target.CALL_BODY.split("1000000000|100000"))
                .map(Script::quoted)
                .collect(Collectors.joining(",\n  "));
        return "local heads = {\n  " + heads + "}\nlocal parts = {\n  " + parts + "}\n" + Stage.resource(FORM);
    }

    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\r", "\\r")
                        .replace("\n", "\\n")
                + '"';
    }
}
