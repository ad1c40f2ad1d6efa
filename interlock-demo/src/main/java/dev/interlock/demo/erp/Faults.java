package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.RpcError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Misbehaviour on demand, for tests: makes calls last, fail and lie at chosen moments. Off unless the server is started
 * with `--test-faults FOLDER`. Then every call leaves `TOOL.entered.N` in the folder when it comes in and
 * `TOOL.committed.N` when its effect is durable (N counts from 1), and obeys `TOOL.fault` if that is there, a text of
 * these lines:
 *
 * <pre>
 * once                 only the first call that reads the file obeys; it renames it to TOOL.fault.taken.N
 * wait-before NAME     before any effect, wait until FOLDER/NAME exists
 * crash-before         die before any effect
 * wait-after NAME      after the commit, wait until FOLDER/NAME exists
 * delay-after MS       after the commit, wait so many milliseconds
 * crash-after          die after the commit without an answer
 * error CODE TEXT      answer with this error of JSON-RPC
 * answer KIND          answer with not-json, wrong-id, no-result, empty-result, internal-error or silence
 * </pre>
 *
 * Thread-safe.
 */
final class Faults {
    /** The ways in which an answer is spoiled. */
    enum Answer {
        NOT_JSON,
        WRONG_ID,
        NO_RESULT,
        EMPTY_RESULT,
        INTERNAL_ERROR,
        SILENCE
    }

    /** A line of a script. */
    private enum Step {
        ONCE,
        WAIT_BEFORE,
        CRASH_BEFORE,
        WAIT_AFTER,
        DELAY_AFTER,
        CRASH_AFTER,
        ERROR,
        ANSWER
    }

    /** The script of one call: the steps there are, with what follows their name. */
    private record Script(Map<Step, String> steps) {
        static final Script NOTHING = new Script(Map.of());

        /** @throws IllegalArgumentException for a line that is no step */
        static Script parse(List<String> lines) {
            Map<Step, String> steps = new EnumMap<>(Step.class);
            for (String line : lines) {
                if (!line.isBlank()) {
                    String[] words = line.strip().split(" +", 2);
                    steps.put(Step.valueOf(constant(words[0])), words.length > 1 ? words[1] : "");
                }
            }
            return new Script(steps);
        }

        boolean has(Step step) {
            return steps.containsKey(step);
        }

        Optional<String> value(Step step) {
            return Optional.ofNullable(steps.get(step));
        }

        private static String constant(String word) {
            return word.replace('-', '_').toUpperCase(Locale.ROOT);
        }
    }

    /** The status with which a process ends that was told to crash; as after `kill -9`. */
    static final int CRASHED = 137;

    private final @Nullable Path folder;

    private Faults(@Nullable Path folder) {
        this.folder = folder;
    }

    static Faults none() {
        return new Faults(null);
    }

    static Faults in(Path folder) {
        return new Faults(folder);
    }

    /** A call and what is in store for it. */
    final class Call {
        private final String tool;
        private final Script script;

        private Call(String tool, Script script) {
            this.tool = tool;
            this.script = script;
        }

        void beforeEffect() throws InterruptedException {
            if (script.has(Step.WAIT_BEFORE)) {
                await(script.value(Step.WAIT_BEFORE).orElseThrow());
            }
            if (script.has(Step.CRASH_BEFORE)) {
                crash();
            }
        }

        /** @param committed whether there was an effect, not a refusal */
        void afterEffect(boolean committed) throws InterruptedException {
            if (committed) {
                mark(tool + ".committed.");
            }
            if (script.has(Step.WAIT_AFTER)) {
                await(script.value(Step.WAIT_AFTER).orElseThrow());
            }
            if (script.has(Step.DELAY_AFTER)) {
                TimeUnit.MILLISECONDS.sleep(
                        Long.parseLong(script.value(Step.DELAY_AFTER).orElseThrow()));
            }
            if (script.has(Step.CRASH_AFTER)) {
                crash();
            }
        }

        /** Returns what is sent instead of the answer; empty for nothing at all. */
        Optional<byte[]> spoiled(ObjectNode response) {
            if (script.has(Step.ERROR)) {
                String[] words = script.value(Step.ERROR).orElseThrow().split(" ", 2);
                RpcError error = new RpcError(Integer.parseInt(words[0]), words[1], Optional.empty());
                return Optional.of(Json.bytes(Message.error(Optional.ofNullable(response.get("id")), error)));
            }
            Optional<Answer> answer =
                    script.value(Step.ANSWER).map(Script::constant).map(Answer::valueOf);
            if (answer.isEmpty()) {
                return Optional.of(Json.bytes(response));
            }
            Optional<JsonNode> id = Optional.ofNullable(response.get("id"));
            return switch (answer.get()) {
                case NOT_JSON -> Optional.of("{\"jsonrpc\": \"2.0\", \"result\": ".getBytes(StandardCharsets.UTF_8));
                case WRONG_ID -> Optional.of(Json.bytes(response.deepCopy().put("id", "nobody-asked")));
                case NO_RESULT -> {
                    ObjectNode bare = response.deepCopy();
                    bare.remove(List.of("result", "error"));
                    yield Optional.of(Json.bytes(bare));
                }
                case EMPTY_RESULT -> {
                    ObjectNode empty = response.deepCopy();
                    empty.set("result", Json.object());
                    yield Optional.of(Json.bytes(empty));
                }
                case INTERNAL_ERROR ->
                    Optional.of(Json.bytes(Message.error(
                            id, RpcError.of(ErrorCode.INTERNAL_ERROR, "something failed after the work was done"))));
                case SILENCE -> Optional.empty();
            };
        }
    }

    /** Takes note of a call that comes in, before its arguments are looked at. */
    Call enter(String tool) {
        if (folder == null) {
            return new Call(tool, Script.NOTHING);
        }
        Script script = script(folder, tool);
        mark(tool + ".entered.");
        return new Call(tool, script);
    }

    private Script script(Path folder, String tool) {
        Path file = folder.resolve(tool + ".fault");
        try {
            List<String> lines = Files.readAllLines(file);
            Script script = Script.parse(lines);
            if (script.has(Step.ONCE)) {
                // INVARIANT: one call alone wins the renaming; the others find no file.
                Path taken = folder.resolve(
                        tool + ".fault.taken." + ProcessHandle.current().pid());
                Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
            }
            return script;
        } catch (NoSuchFileException e) {
            return Script.NOTHING;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mark(String prefix) {
        if (folder == null) {
            return;
        }
        for (int n = 1; ; n++) {
            try {
                Files.createFile(folder.resolve(prefix + n));
                return;
            } catch (FileAlreadyExistsException e) {
                // taken by an earlier call
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void await(String name) throws InterruptedException {
        if (folder == null) {
            return;
        }
        Path file = folder.resolve(name);
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            // Looked at after registering, so that a file made in between is not missed.
            while (!Files.exists(file)) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void crash() {
        Runtime.getRuntime().halt(CRASHED);
    }
}
