package dev.interlock.server.door.authzen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.store.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of access requests: across restarts, for so long, and so many of each caller. */
class RequestBookTest {

    private static final long LATER = 1_000_000;
    private static final ObjectNode ITEM = Trees.object("{\"resource\": {\"type\": \"a\", \"id\": \"b\"}}");

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();

    @BeforeEach
    void quiet() {
        Quiet.on();
    }

    private RequestBook book() throws Exception {
        return new RequestBook(folder, () -> Instant.ofEpochMilli(now.get()));
    }

    private static RequestBook.KeptRequest kept(String id, String by, List<ObjectNode> items) {
        var callback = new Callback("https://mesh.example.com/back", Optional.of("é\"\u2028"), Set.of("denied"));
        return new RequestBook.KeptRequest(
                id, by, "task-" + id, "status-" + id, LATER, List.of(7L, 9L), items, Optional.of(callback));
    }

    @Test
    void itIsTheSameAfterARestart() throws Exception {
        RequestBook.KeptRequest several = kept("r-1", "mesh", List.of(ITEM, ITEM));
        RequestBook.KeptRequest single = kept("c-7", "mesh", List.of());
        RequestBook book = book();
        book.keep(several, any -> false);
        book.keep(single, any -> false);
        assertThat(book().find("r-1")).contains(several);
        assertThat(book().all()).containsExactlyInAnyOrder(several, single);
        assertThat(book.find("r-2")).isEmpty();
        assertThat(book.find("../r-1")).isEmpty();

        book.calledBack(several);
        book.calledBack(single);
        assertThat(book().find("c-7")).as("nothing is left to say of it").isEmpty();
        RequestBook.KeptRequest shown = book().find("r-1").orElseThrow();
        assertThat(shown.callback()).isEmpty();
        assertThat(shown.items()).hasSize(2);
    }

    @Test
    void afterItsTimeItIsForgotten() throws Exception {
        book().keep(kept("r-1", "mesh", List.of(ITEM)), any -> false);
        now.set(LATER);
        assertThat(book().find("r-1")).isPresent();
        now.set(LATER + 1);
        assertThat(book().find("r-1")).isEmpty();
        assertThat(folder.resolve(RequestBook.FOLDER).toFile().list()).isEmpty();
    }

    @Test
    void oneCallerTakesNobodyElsesRoom() throws Exception {
        RequestBook book = book();
        for (int i = 0; i < 1_000; i++) {
            book.keep(kept("c-" + i, "mesh", List.of()), any -> false);
        }
        AuthzenRefusal full = catchThrowableOfType(
                AuthzenRefusal.class, () -> book.keep(kept("c-1000", "mesh", List.of()), any -> false));
        assertThat(full.status()).isEqualTo(429);
        assertThat(full.headers()).containsKey("Retry-After");
        assertThat(book.find("c-1000")).isEmpty();
        book.keep(kept("c-5", "mesh", List.of()), any -> false); // the same again
        book.keep(kept("c-1001", "other", List.of()), any -> false);
        book.calledBack(kept("c-5", "mesh", List.of()));
        book.keep(kept("c-1000", "mesh", List.of()), any -> false);
    }

    /** Or an agent that asks for much and wants none of it would take the room of all behind one enforcement point for a month. */
    @Test
    void whatIsOverMakesRoom() throws Exception {
        RequestBook book = book();
        for (int i = 0; i < 1_000; i++) {
            book.keep(kept("r-" + i, "mesh", List.of(ITEM)), any -> false);
        }
        book.calledBack(kept("r-7", "mesh", List.of(ITEM)));
        RequestBook.KeptRequest another = kept("r-1000", "mesh", List.of(ITEM));
        assertThat(catchThrowableOfType(AuthzenRefusal.class, () -> book.keep(another, any -> false))
                        .status())
                .as("all of them wait")
                .isEqualTo(429);
        book.keep(another, any -> true);
        assertThat(book.find("r-1000")).isPresent();
        assertThat(book.find("r-7")).as("nobody is to be told of it").isEmpty();
        assertThat(book.all()).hasSize(1_000);
    }

    @Test
    void itemsWithoutMeasureAreRefused() throws Exception {
        ObjectNode huge = Trees.object("{\"resource\": {\"id\": \"" + "x".repeat(70_000) + "\"}}");
        AuthzenRefusal refused = catchThrowableOfType(
                AuthzenRefusal.class, () -> book().keep(kept("r-1", "mesh", List.of(huge)), any -> false));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(book().all()).isEmpty();
    }

    @Test
    void whatIsNoRequestIsPassedOver() throws Exception {
        RequestBook book = book();
        book.keep(kept("r-1", "mesh", List.of(ITEM)), any -> false);
        Path files = folder.resolve(RequestBook.FOLDER);
        int number = 0;
        for (String text : List.of("", "{", "[]", "{}", "{\"id\": 7}")) {
            SecretFile.write(files.resolve("broken" + number++ + ".json"), text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(book().all())
                .singleElement()
                .extracting(RequestBook.KeptRequest::id)
                .isEqualTo("r-1");
    }
}
