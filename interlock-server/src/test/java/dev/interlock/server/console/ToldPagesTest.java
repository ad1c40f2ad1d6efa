package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ToldPagesTest {

    private final ToldPages pages = new ToldPages(3, 2);

    @Test
    void whoOpensTooManyEndsTheirOwnOldestPage() throws Exception {
        var isOpen = new CountDownLatch(1);
        Thread oldest = Thread.ofVirtual().start(() -> {
            assertThat(pages.open("vera")).isPresent();
            isOpen.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // the page was ended
            }
        });
        assertThat(isOpen.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pages.open("vera")).isPresent();
        assertThat(pages.open("paul")).isPresent();
        assertThat(pages.open("lea")).as("all are taken").isEmpty();

        assertThat(pages.open("vera")).as("in place of the oldest").isPresent();
        assertThat(oldest.join(Duration.ofSeconds(10))).isTrue();
        assertThat(pages.open("lea")).as("still all").isEmpty();
    }

    @Test
    void closedPagesMakeRoomOnce() {
        ToldPages.Told first = pages.open("vera").orElseThrow();
        assertThat(pages.open("paul")).isPresent();
        assertThat(pages.open("lea")).isPresent();
        pages.close(first);
        pages.close(first);

        List<Optional<ToldPages.Told>> more = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            more.add(pages.open("adam"));
        }
        assertThat(more.getFirst()).isPresent();
        assertThat(more.getLast()).isEmpty();
    }
}
