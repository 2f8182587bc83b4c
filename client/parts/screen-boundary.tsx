/** A fault while drawing takes down only the screen it happened in, and says so: a blank page would look like "no record". */
import { Component, type ReactNode } from 'react'

interface ScreenBoundaryProps {
  readonly message: string
  readonly children: ReactNode
}

export class ScreenBoundary extends Component<ScreenBoundaryProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <p className="failure" role="alert">
        {this.props.message}
      </p>
    )
  }
}
