package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayersTest {

    /** What is placed only so that ELK is loaded is placed as all else is: nobody would notice if it failed. */
    @Test
    void theTrialIsPlacedInLayers() {
        Layers.Places places = Layers.trial();
        assertThat(places.corner("task").y()).isLessThan(places.corner("call").y());
        assertThat(places.corner("call").y()).isLessThan(places.corner("object").y());
        assertThat(places.routes()).extracting(Layers.Route::tag).containsExactly("made", "touched");
    }
}
