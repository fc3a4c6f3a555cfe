/* CUDA graphs: operators captured from the stream, to be launched with one call. */
#include "base/memory.h"
#include "device.h"

struct ax_graph {
    CUgraphExec executable;
    unsigned long generation; /* of the memory and kernels that it uses */
};

/* Changes when scratch memory that a graph may use is freed, or a plan with its kernels
 * is dropped. */
static unsigned long generation(const ax_device *dev) {
    return dev->generation + dev->dnn.dropped;
}

/* A graph is never needed: the caller runs the same operators one by one, and reports
 * their errors if there are any. Graphs are then not tried again. */
static void give_up(ax_device *dev, CUresult result) {
    dev->graphs_enabled = false;
    (void)ax_cuda_check(dev, result, "capturing a graph", NULL);
}

bool ax_cuda_capture_begin(ax_device *dev) {
    const ax_driver *d = &dev->driver;
    if (!dev->graphs_enabled || !dev->entered) return false;
    const CUresult result =
        d->cuStreamBeginCapture(dev->stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    dev->capturing = result == CUDA_SUCCESS;
    if (!dev->capturing) give_up(dev, result);
    return dev->capturing;
}

void ax_cuda_capture_end(ax_device *dev, ax_graph **out) {
    const ax_driver *d = &dev->driver;
    CUgraph graph = NULL;
    ax_graph *made = NULL;
    if (out) *out = NULL;
    dev->capturing = false;
    CUresult result = d->cuStreamEndCapture(dev->stream, &graph);
    if (out && dev->entered && result == CUDA_SUCCESS &&
        AX_NEW(ax_graph, 1, "a CUDA graph", &made, NULL) == AX_OK) {
        result = d->cuGraphInstantiate(&made->executable, graph, 0);
        made->generation = generation(dev);
    }
    if (graph) (void)d->cuGraphDestroy(graph);
    if (made && result == CUDA_SUCCESS) {
        *out = made;
        return;
    }
    ax_free(made);
    if (out) give_up(dev, result);
}

ax_status ax_cuda_graph_launch(ax_device *dev, const ax_graph *graph, bool *launched,
                               ax_error *err) {
    *launched = graph->generation == generation(dev);
    if (!*launched) return AX_OK;
    return ax_cuda_check(dev, dev->driver.cuGraphLaunch(graph->executable, dev->stream),
                         "launching a graph", err);
}

void ax_cuda_graph_free(ax_device *dev, ax_graph *graph) {
    if (!graph) return;
    (void)dev->driver.cuGraphExecDestroy(graph->executable);
    ax_free(graph);
}
