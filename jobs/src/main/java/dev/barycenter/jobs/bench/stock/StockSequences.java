package dev.barycenter.jobs.bench.stock;

import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;

/** The models of sequences, of shape (features, time). */
final class StockSequences {
  private StockSequences() {}

  static StockModel lstm() {
    LSTM cells = new LSTM.Builder().nOut(64).activation(Activation.TANH).build();
    return new StockModel()
        .input("in", InputType.recurrent(50, 40), 50, 40)
        .layer("last", new LastTimeStep(cells), "in")
        .classes(10, "last");
  }

  /** Deeplearning4j has no layer normalization: this block is the cheaper one without. */
  static StockModel transformer() {
    SelfAttentionLayer attention =
        new SelfAttentionLayer.Builder()
            .nIn(128)
            .nOut(128)
            .nHeads(4)
            .headSize(32)
            .projectInput(true)
            .build();
    DenseLayer narrow = new DenseLayer.Builder().nOut(128).activation(Activation.IDENTITY).build();
    return new StockModel()
        .input("in", InputType.recurrent(128, 64), 128, 64)
        .layer("attention", attention, "in")
        .add("seen", "in", "attention")
        .vertex("steps", new PreprocessorVertex(new RnnToFeedForwardPreProcessor()), "seen")
        .dense("wide", 512, "steps")
        .layer("narrow", narrow, "wide")
        .add("thought", "steps", "narrow")
        .vertex("sequence", new PreprocessorVertex(new FeedForwardToRnnPreProcessor()), "thought")
        .layer("pooled", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "sequence")
        .classes(10, "pooled");
  }
}
