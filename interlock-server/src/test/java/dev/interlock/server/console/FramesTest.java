package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.json.Json;
import org.junit.jupiter.api.Test;

/** Every page says what it may miss, while the record cannot be searched whole. */
class FramesTest {

    @Test
    void aPageSaysHowFarTheRecordCanBeSearched() {
        assertThat(Frames.search(Json.object().put("indexed", 412_000).put("size", 1_000_000)))
                .hasValueSatisfying(text -> assertThat(text).contains("412000 of 1000000"));
    }

    @Test
    void aPageSaysWhyTheRecordCannotBeSearched() {
        assertThat(Frames.search(
                        Json.object().put("indexed", 5).put("size", 5).put("trouble", "database or disk is full")))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("cannot be searched").contains("disk is full"));
    }

    @Test
    void aPageSaysNothingWhileTheIndexFollows() {
        assertThat(Frames.search(Json.object().put("indexed", 990_001).put("size", 1_000_000)))
                .isEmpty();
    }
}
